/**
 * The map as it is drawn now, with a strip of words under it: first line large, the others small, all broken where the
 * picture ends. Colours and type are those of the page.
 */
export async function composePicture(map: Blob, lines: readonly string[]): Promise<Blob> {
  const drawn = await createImageBitmap(map)
  const unit = 16 * window.devicePixelRatio
  const canvas = document.createElement('canvas')
  canvas.width = drawn.width
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  const words = lines.flatMap((text, index) => {
    const isTitle = index === 0
    pen.font = fontOf(isTitle, unit)
    return brokenAt(pen, text, canvas.width - 2 * unit).map((part) => ({ text: part, isTitle }))
  })
  // Whatever was set before is gone with a new height.
  canvas.height = drawn.height + unit * (3.2 + 1.5 * (words.length - 1))
  const page = getComputedStyle(document.documentElement)
  pen.fillStyle = page.getPropertyValue('--paper')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(drawn, 0, 0)
  pen.textBaseline = 'middle'
  words.forEach(({ text, isTitle }, row) => {
    pen.font = fontOf(isTitle, unit)
    pen.fillStyle = page.getPropertyValue(isTitle ? '--ink' : '--muted')
    pen.fillText(text, unit, drawn.height + unit * 1.5 * (1 + row))
  })
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  )
}

function fontOf(isTitle: boolean, unit: number): string {
  return `${isTitle ? 600 : 400} ${unit * (isTitle ? 1.3 : 0.95)}px ${getComputedStyle(document.body).fontFamily}`
}

/**
 * A text in lines of at most `width_px`: broken between Chinese characters and between the words of other scripts, never
 * before a mark that closes.
 */
function brokenAt(pen: CanvasRenderingContext2D, text: string, width_px: number): string[] {
  const pieces = text.match(/[\p{Script=Latin}\p{N}.,:;()%–-]+\s*|\P{Cc}[.,:;)\u3001\u3002]*/gu) ?? []
  const lines = ['']
  for (const piece of pieces) {
    const longer = `${lines.at(-1)}${piece}`
    if (lines.at(-1) !== '' && pen.measureText(longer.trimEnd()).width > width_px) lines.push(piece)
    else lines[lines.length - 1] = longer
  }
  return lines
}
