// What tools for accessibility check and a page of ours could break: the rules are those of axe-core with impact serious
// or critical that apply to what the page has (button-name, label, aria-allowed-attr, color-contrast, document-title,
// duplicate-id, html-has-lang, image-alt, list, nested-interactive, scrollable-region-focusable, tabindex).

/// Runs in the page, so it must not refer to anything here. Returns what is wrong, one line each.
export function auditPage() {
  const faults = [];
  const at = one => one.tagName.toLowerCase() + (one.id ? '#' + one.id : '') + (one.className ? '.' + one.className : '');
  const isShown = one => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const nameOf = one => one.getAttribute('aria-label') || (one.labels && [...one.labels].map(label => label.textContent).join(' ')) || one.textContent.trim() || one.title || '';
  if (!document.documentElement.lang) faults.push('html: no language');
  if (!document.title.trim()) faults.push('no title');
  if (document.querySelectorAll('main').length !== 1) faults.push('not one main');
  if (!document.querySelector('h1')?.textContent.trim()) faults.push('no heading');
  const ids = new Set();
  for (const one of document.querySelectorAll('[id]')) {
    if (ids.has(one.id)) faults.push(`id ${one.id} stands there twice`);
    ids.add(one.id);
  }
  for (const one of document.querySelectorAll('button, input, select, a[href], [role=img], canvas')) {
    if (!/[\p{L}\p{N}]/u.test(nameOf(one))) faults.push(`${at(one)}: no name`);
  }
  for (const one of document.querySelectorAll('li')) {
    if (!['UL', 'OL'].includes(one.parentNode.tagName)) faults.push(`${at(one)}: not in a list`);
  }
  for (const one of document.querySelectorAll('ul, ol')) {
    for (const child of one.children) if (child.tagName !== 'LI') faults.push(`${at(child)}: in a list and no item`);
  }
  for (const one of document.querySelectorAll('[tabindex]')) {
    if (one.tabIndex > 0) faults.push(`${at(one)}: tabindex ${one.tabIndex}`);
  }
  for (const one of document.querySelectorAll('button, a[href]')) {
    if (one.querySelector('button, a[href], input, select')) faults.push(`${at(one)}: a control within a control`);
  }
  for (const one of document.querySelectorAll('body *')) {
    const style = getComputedStyle(one);
    const scrolls = /auto|scroll/.test(style.overflowY) && one.scrollHeight > one.clientHeight + 1;
    if (scrolls && isShown(one) && one.tabIndex < 0 && !one.querySelector('button, a[href], input')) faults.push(`${at(one)}: scrolls, and no key reaches it`);
  }
  // Contrast of text on what is painted behind it.
  const parse = color => { const p = color.match(/[\d.]+/g).map(Number); return [p[0], p[1], p[2], p[3] ?? 1]; };
  const over = (top, bottom) => [0, 1, 2].map(i => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);
  const light = color => [0.2126, 0.7152, 0.0722].reduce((sum, weight, i) => {
    const value = color[i] / 255;
    return sum + weight * (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  }, 0);
  const behind = one => {
    const layers = [];
    for (let node = one; node instanceof Element; node = node.parentNode) layers.push(parse(getComputedStyle(node).backgroundColor));
    return layers.reverse().reduce((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const one = walker.currentNode.parentNode;
    if (!walker.currentNode.data.trim() || ['SCRIPT', 'STYLE'].includes(one.tagName) || !isShown(one)) continue;
    if (one.closest(':disabled')) continue;
    const under = behind(one);
    const ink = over(parse(getComputedStyle(one).color), under);
    const [a, b] = [light(under), light(ink)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(getComputedStyle(one).fontSize);
    if (ratio < 4.5) faults.push(`${at(one)}: "${walker.currentNode.data.trim().slice(0, 30)}" has a contrast of ${ratio.toFixed(2)}`);
    if (size < 11.5) faults.push(`${at(one)}: text of ${size} px`);
  }
  return [...new Set(faults)];
}
