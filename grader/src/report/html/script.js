'use strict';
// One figure a failure: its steps in the picture, in the list, and the line of the source beside it.
for (const figure of document.querySelectorAll('figure.trace')) {
  const slider = figure.querySelector('input');
  const output = figure.querySelector('output');
  const items = [...figure.querySelectorAll('ol.steps > li')];
  const pane = figure.querySelector('.pane');
  const diagram = figure.querySelector('.diagram');
  const drawn = [...figure.querySelectorAll('svg [data-step]')];
  let shownFile = null;

  const showLine = (item) => {
    const { file, line } = item.dataset;
    for (const old of pane.querySelectorAll('.here')) old.classList.remove('here');
    if (!file) return;
    if (shownFile !== file) {
      const source = document.getElementById(file);
      pane.replaceChildren(source.cloneNode(true));
      pane.firstChild.removeAttribute('id');
      pane.classList.add('filled');
      shownFile = file;
    }
    const row = pane.querySelector('ol').children[line - 1];
    if (!row) return;
    row.classList.add('here');
    pane.scrollTop = row.offsetTop - pane.offsetTop - pane.clientHeight / 2;
  };

  const go = (index) => {
    const at = Math.max(0, Math.min(items.length - 1, index));
    slider.value = at + 1;
    for (const mark of drawn) {
      const step = Number(mark.dataset.step);
      mark.classList.toggle('later', step > at);
      mark.classList.toggle('now', step === at && mark.classList.contains('step'));
      if (step === at && mark.classList.contains('step')) {
        const top = mark.getBBox().y;
        if (top < diagram.scrollTop + 40 || top > diagram.scrollTop + diagram.clientHeight - 40) {
          diagram.scrollTop = top - diagram.clientHeight / 2;
        }
      }
    }
    const text = `step ${at + 1} of ${items.length}: ${items[at].textContent.trim()}`;
    output.textContent = text;
    slider.setAttribute('aria-valuetext', text);
    figure.dataset.at = at + 1;
    showLine(items[at]);
  };

  const now = () => Number(slider.value) - 1;
  const moves = {
    first: () => 0, back: () => now() - 1, on: () => now() + 1, last: () => items.length - 1,
  };
  const keys = { ArrowLeft: 'back', ArrowUp: 'back', ArrowRight: 'on', ArrowDown: 'on', Home: 'first', End: 'last' };
  for (const button of figure.querySelectorAll('button')) {
    button.addEventListener('click', () => go(moves[button.dataset.go]()));
  }
  slider.addEventListener('input', () => go(now()));
  figure.addEventListener('keydown', (event) => {
    if (event.target === slider || event.altKey || event.ctrlKey || event.metaKey) return;
    const move = keys[event.key];
    if (!move) return;
    event.preventDefault();
    go(moves[move]());
  });
  for (const mark of drawn) {
    mark.addEventListener('click', () => go(Number(mark.dataset.step)));
  }
  figure.querySelector('.controls').hidden = false;
  go(items.length - 1);
}
addEventListener('beforeprint', () => {
  for (const part of document.querySelectorAll('details:not(.source)')) part.open = true;
});
