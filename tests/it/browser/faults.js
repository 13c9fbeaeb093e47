// What is wrong with a page, as far as it can be told without knowing which page it is. Evaluated by the driver.
const wrong = [], all = path => [...document.querySelectorAll(path)], tell = (what, one) => wrong.push(what + ': ' + one.outerHTML.slice(0, 160));
const named = one => (one.getAttribute('aria-label') || one.textContent).trim() !== '';
const drawn = one => one.getClientRects().length > 0;
if (!['vi', 'en'].includes(document.documentElement.lang)) wrong.push('no language');
if (!/^.{3,} – Một cửa$/.test(document.title)) wrong.push('title: ' + document.title);
if (all('h1').length !== 1) wrong.push('h1: ' + all('h1').length);
if (all('main').length !== 1 || !document.querySelector('main#nd h1')) wrong.push('no main part with a heading');
if (!document.querySelector('header .trial')) wrong.push('no band of the rehearsal');
let level = 2;
for (const one of all('main :is(h1,h2,h3,h4)')) { const own = +one.tagName[1]; if (own > level + 1) tell('a level of headings is left out', one); level = own; }
const ids = all('[id]').map(one => one.id);
ids.filter((id, at) => ids.indexOf(id) < at).forEach(id => wrong.push('id twice: ' + id));
const there = id => document.getElementById(id);
for (const name of ['for', 'aria-describedby', 'aria-labelledby']) for (const one of all('[' + name + ']')) for (const id of one.getAttribute(name).split(/\s+/)) if (!there(id)) tell('points nowhere', one);
for (const one of all('a[href^="#"]')) if (!there(one.getAttribute('href').slice(1))) tell('leads nowhere', one);
for (const one of all('input:not([type=hidden]),select,textarea')) if (![...one.labels].some(named)) tell('no label', one);
for (const one of all('fieldset')) if (!one.querySelector('legend') || !named(one.querySelector('legend'))) tell('no legend', one);
for (const one of all('a,button,summary')) if (!named(one)) tell('no name', one);
for (const one of all('[role=img]')) if (!one.getAttribute('aria-label') && !one.querySelector('title')) tell('no name', one);
for (const one of all('svg:not([role=img])')) if (one.getAttribute('aria-hidden') !== 'true') tell('a drawing neither named nor hidden', one);
for (const one of all('th')) if (!one.scope) tell('no scope', one);
for (const one of all('button,.btn,input:not([type=hidden]),select,textarea')) { const box = one.getBoundingClientRect(); if (drawn(one) && Math.min(box.width, box.height) < 24) tell('too small to hit', one); }
for (const one of all('script,style,[style],[onclick],iframe,img,[tabindex]:not([tabindex="-1"]):not([tabindex="0"])')) tell('not allowed here', one);
for (const one of all('main .btn:not(.alt):not(.stop):not([aria-disabled])').slice(1)) tell('a second filled button', one);
return wrong;
