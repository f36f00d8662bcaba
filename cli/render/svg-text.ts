import { plain } from './text';

/** What XML 1.0 cannot hold at all, even escaped, beside control characters. */
const UNWRITABLE = /[\ufffe\uffff]|\p{Cs}/gu;

const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Foreign text as content or attribute of an SVG. */
export function svgText(text: string): string {
  return plain(text)
    .replace(UNWRITABLE, '\ufffd')
    .replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? '');
}

/** An element; attributes that are texts of people must have gone through {@link svgText}. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content?: string,
): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  const start = `<${name}${pairs.join('')}`;
  return content === undefined ? `${start}/>` : `${start}>${content}</${name}>`;
}
