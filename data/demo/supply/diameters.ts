/** Greatest heated area in m² of each primary diameter (45 W/m², ΔT 50 K; users.md, 3.1). */
const primary: [number, number][] = [
  [150, 82_000],
  [200, 176_000],
  [250, 297_000],
  [300, 460_000],
  [400, 940_000],
  [500, 1_600_000],
  [600, 2_500_000],
  [800, 4_900_000],
  [1000, Infinity],
]
/** Greatest number of dwellings of 85 m² of each secondary diameter (ΔT 12 K; users.md, 3.1). */
const secondary: [number, number][] = [
  [50, 15],
  [65, 28],
  [80, 48],
  [100, 86],
  [125, 150],
  [150, 235],
  [200, 495],
  [250, 890],
  [300, 1370],
  [350, 2000],
  [400, Infinity],
]

const dwellingArea = 85

export function primaryDiameter(area_m2: number): number {
  return smallest(primary, area_m2)
}

export function secondaryDiameter(area_m2: number): number {
  return smallest(secondary, area_m2 / dwellingArea)
}

/** Pipes on the walls of a shantytown: DN40 to DN80, and no more, which is part of why its far ends stay cold. */
export function wallDiameter(area_m2: number): number {
  const homes = area_m2 / dwellingArea
  if (homes <= 5) return 40
  return Math.min(80, smallest(secondary, homes))
}

function smallest(table: [number, number][], value: number): number {
  const row = table.find(([, most]) => value <= most)
  return row ? row[0] : 0
}
