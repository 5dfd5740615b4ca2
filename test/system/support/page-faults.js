// Runs in the browser, as one expression: what is wrong with the look of the page, a line each.
({ inside }) => {
  const TEXT_CONTRAST = 4.5; // WCAG 2.2, 1.4.3
  const EDGE_CONTRAST = 3; // WCAG 2.2, 1.4.11
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });

  /** The colour of one layer over another, each [red, green, blue, alpha] of 0 to 1. */
  const over = ([r, g, b, a], under) => [...[r, g, b].map((part, i) => part * a + under[i] * (1 - a)), 1];
  /** Any CSS colour, `color-mix()` and `oklab()` among them. */
  const colourOf = (text) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = text;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((part) => part / 255);
  };
  const isDark = getComputedStyle(document.documentElement).colorScheme.includes('dark');
  const paper =
    matchMedia('(prefers-color-scheme: dark)').matches && isDark ? [0.07, 0.07, 0.07, 1] : [1, 1, 1, 1];
  const groundOf = (element) => {
    if (element === null) return paper;
    const own = colourOf(getComputedStyle(element).backgroundColor);
    return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
  };
  const opacityOf = (element) =>
    element === null ? 1 : Number(getComputedStyle(element).opacity) * opacityOf(element.parentElement);
  const brightness = (colour) => {
    const [r, g, b] = colour
      .slice(0, 3)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [brightness(one), brightness(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return (
      width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    );
  };
  const nameOf = (element) =>
    `<${element.localName}${element.id ? ` id=${element.id}` : ''}> “${element.textContent.trim().replace(/\s+/g, ' ').slice(0, 30)}”`;

  const faults = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  // Of moin's pages, a part alone is this project's.
  if (wide > 0 && inside === 'body') faults.push(`${wide} px wider than the window`);
  const elements = document.querySelectorAll(`${inside}, ${inside} *`);
  for (const element of [...elements].filter(isSeen)) {
    const style = getComputedStyle(element);
    const hasText = [...element.childNodes].some(
      (node) => node.nodeType === Node.TEXT_NODE && node.data.trim(),
    );
    const isDrawn = element instanceof SVGElement;
    if (hasText) {
      const ground = groundOf(element);
      const ink = colourOf(isDrawn ? style.fill : style.color);
      const shown = over([...ink.slice(0, 3), ink[3] * opacityOf(element)], ground);
      const found = contrast(shown, ground);
      // What lies under a drawing's text is another shape, and not its parent.
      if (found < TEXT_CONTRAST && !isDrawn) faults.push(`text ${found.toFixed(1)}:1 ${nameOf(element)}`);
    }
    if (element.matches('input:not([type=hidden]), textarea, select, button, .button')) {
      const ground = groundOf(element.parentElement);
      const edge = over(colourOf(style.borderTopColor), ground);
      const width = Number.parseFloat(style.borderTopWidth);
      const found = Math.max(width > 0 ? contrast(edge, ground) : 1, contrast(groundOf(element), ground));
      if (found < EDGE_CONTRAST) faults.push(`edge ${found.toFixed(1)}:1 ${nameOf(element)}`);
    }
    const { left, right } = element.getBoundingClientRect();
    const isClipped = style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1;
    if (!isDrawn && (left < -1 || right > innerWidth + 1))
      faults.push(`out of the window: ${nameOf(element)}`);
    else if (isClipped) faults.push(`clipped: ${nameOf(element)}`);
  }
  return [...new Set(faults)];
};
