import { describe, expect, test } from '@jest/globals';
import { visibleText } from '../../../../cli/smoke/wiki-view.ts';

describe('visible text', () => {
  test.each([
    ['<title>q?x h#x 100% a+b</title>', 'q?x h#x 100% a+b'],
    ['<h1>a&amp;b it&#39;s &#x1f40e; &lt;i&gt;</h1>', "a&b it's 🐎 <i>"],
    ['1 < 2 and 3 > 2', '1 < 2 and 3 > 2'],
    ['&nosuch; &#1114112;', '&nosuch; &#1114112;'],
  ])('%s', (html, text) => expect(visibleText(html)).toContain(text));

  test.each([
    '<a href="/alice">me</a>',
    '<script>var user = "alice";</script>',
    '<style>.alice {}</style >',
    '<!-- alice -->',
    '<img alt="alice">',
  ])('says nothing of %s', (html) => expect(visibleText(html)).not.toContain('alice'));
});
