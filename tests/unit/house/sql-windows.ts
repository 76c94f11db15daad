import ts from 'typescript'

const windowLines = 3

/** Every three lines that follow each other in an SQL statement of a source file, without what is filled in. */
export function sqlWindows(source: string): string[] {
  const windows: string[] = []
  const visit = (node: ts.Node) => {
    if (ts.isTaggedTemplateExpression(node) && node.tag.getText() === 'sql') {
      const lines = linesOf(node.template)
      for (let at = 0; at + windowLines <= lines.length; at++)
        windows.push(lines.slice(at, at + windowLines).join('\n'))
    }
    ts.forEachChild(node, visit)
  }
  visit(ts.createSourceFile('queries.ts', source, ts.ScriptTarget.Latest, true))
  return windows
}

function linesOf(template: ts.TemplateLiteral): string[] {
  const text = ts.isNoSubstitutionTemplateLiteral(template)
    ? template.text
    : [template.head.text, ...template.templateSpans.map(({ literal }) => literal.text)].join('?')
  return text
    .split('\n')
    .map((line) => line.replace(/\s+/g, ' ').trim().toLowerCase())
    .filter((line) => line !== '')
}
