// What runs inside the pages: a watch that notes what happens, and a look for elements and
// attributes that no page of ours has.

/** Before any script of the page: what a payload would call, and breaches of the policy. */
export const watch = () => {
  const noted = [];
  Object.defineProperty(window, 'noted', { value: noted });
  for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox']) {
    window[name] = () => { noted.push(`RUNS: ${name} was called`); };
  }
  document.addEventListener('securitypolicyviolation', (event) =>
    noted.push(`breaks its policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample ?? ''}`));
};

/** What a page has noted, and what stands on it that is not ours. */
export const oddities = (base) => {
  const found = [...(window.noted ?? [])];
  if (document.contentType !== 'text/html') {
    if (document.querySelector('script, parsererror')) found.push('holds a script, or is no well-formed file');
    return found;
  }
  const odd = (what, element) => found.push(`${what}: ${element.outerHTML.slice(0, 120)}`);
  const NEVER = 'iframe, object, embed, frame, frameset, applet, base, style, marquee, math, foreignObject, set, animate, '
    + 'animateTransform, template, video, audio, source, textarea, plaintext, xmp, listing, isindex, [srcdoc], [formaction], '
    + '[ping], [background], [style], [srcset], [name=clobber], [id=clobber], .payload-class, body > title, main :not(svg) > title, main meta, main link';
  for (const element of document.querySelectorAll(NEVER)) odd('is not ours', element);
  for (const words of document.querySelectorAll('noscript')) if (/[<>]|alert/.test(words.textContent.replace(/<\/?p[^>]*>/g, ''))) odd('is not ours', words);
  for (const script of document.querySelectorAll('script')) {
    const ours = [`${base}assets/`, `${base}search/`].some((folder) => script.src?.startsWith(folder));
    if (!ours || script.text) odd('is no script of ours', script);
  }
  const metas = document.querySelectorAll('meta[http-equiv]');
  if (metas.length !== 1) found.push(`${metas.length} elements speak for the host`);
  const LEADS = ['http:', 'https:', 'mailto:', 'tel:', 'blob:'];
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name)) odd(`has a handler ${name}`, element);
      if (!['href', 'src', 'action', 'xlink:href', 'data', 'poster'].includes(name)) continue;
      const { protocol, href } = new URL(value, document.baseURI);
      const loads = name !== 'href' || element.tagName === 'LINK';
      const outside = !href.startsWith(base) && element.getAttribute('rel') !== 'canonical' && element.getAttribute('hreflang') === null;
      if (!LEADS.includes(protocol)) odd(`leads to ${protocol}`, element);
      else if (loads && outside) odd('loads from elsewhere', element);
      else if (value.startsWith('//')) odd('leads to another computer without saying how', element);
    }
  }
  return found;
};
