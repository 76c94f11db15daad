/**
 * The map as it is drawn now, with a strip of words under it: first line large, the others small. Colours and type are
 * those of the page.
 */
export async function composePicture(map: Blob, lines: readonly string[]): Promise<Blob> {
  const drawn = await createImageBitmap(map)
  const ratio = window.devicePixelRatio
  const unit = 16 * ratio
  const strip = unit * (3.2 + 1.5 * (lines.length - 1))
  const canvas = document.createElement('canvas')
  canvas.width = drawn.width
  canvas.height = drawn.height + strip
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('no canvas')
  const page = getComputedStyle(document.documentElement)
  pen.fillStyle = page.getPropertyValue('--paper')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.drawImage(drawn, 0, 0)
  pen.textBaseline = 'middle'
  lines.forEach((line, index) => {
    const title = index === 0
    pen.font = `${title ? 600 : 400} ${unit * (title ? 1.3 : 0.95)}px ${getComputedStyle(document.body).fontFamily}`
    pen.fillStyle = page.getPropertyValue(title ? '--ink' : '--muted')
    const y = drawn.height + unit * (title ? 1.5 : 1.5 + 1.5 * index)
    pen.fillText(line, unit, y, canvas.width - 2 * unit)
  })
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'),
  )
}
