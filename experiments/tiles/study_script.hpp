#pragma once

namespace neon::experiments::tiles {

/// What runs a study in the browser; reads `study`, `pictures` and `trials`. Answers are kept under neon:<name> and the
/// set of trials: a page made from other results starts anew.
inline constexpr const char* study_script = R"js(
"use strict";
const place = document.getElementById("study");
const key = "neon:" + study.name + ":" + trials.map(t => [t.tile, ...t.shown].map(n => pictures[n].name).join()).join("/");
let answers = [];
try { answers = JSON.parse(localStorage.getItem(key)) || []; } catch (e) { answers = []; }
if (!Array.isArray(answers) || answers.length > trials.length) answers = [];
let started = Date.now();

// Without storage (private windows) answers are kept until the page is left.
function keep() { try { localStorage.setItem(key, JSON.stringify(answers)); } catch (e) { return; } }
function element(tag, attributes, ...inside) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...inside);
  return made;
}
function picture(number, alt) { return element("img", {src: pictures[number].src, alt: alt}); }
function answer(value, chosen) {
  const trial = trials[answers.length];
  answers.push({trial: answers.length + 1, tile: pictures[trial.tile].name, prediction: trial.text,
    answer: value, chosen: chosen === null ? "" : pictures[trial.shown[chosen]].name,
    source: chosen === null ? trial.source[0] : trial.source[chosen],
    shown: trial.shown.map(s => pictures[s].name).join(" "), seconds: ((Date.now() - started) / 1000).toFixed(1)});
  keep();
  show();
}
function cell(value) {
  let text = String(value);
  if (/^[=+@\t\r-]/.test(text)) text = "'" + text;  // no spreadsheet takes it for a formula
  return /[",\n\r]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
}
function csv() {
  const columns = ["trial", "tile", "prediction", "answer", "chosen", "source", "shown", "seconds"];
  return [columns.join(","), ...answers.map(a => columns.map(c => cell(a[c])).join(","))].join("\r\n") + "\r\n";
}
function save() {
  const file = new Blob([csv()], {type: "text/csv"});
  const link = element("a", {href: URL.createObjectURL(file), download: study.name + ".csv"});
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
function bar() {
  const back = element("button", {type: "button", id: "back"}, "Back");
  back.disabled = answers.length === 0;
  back.onclick = () => { answers.pop(); keep(); show(); };
  const store = element("button", {type: "button", id: "save"}, "Save answers as CSV");
  store.disabled = answers.length === 0;
  store.onclick = save;
  const again = element("button", {type: "button", id: "again"}, "Start anew");
  again.disabled = answers.length === 0;
  again.onclick = () => { if (confirm("Forget all answers?")) { answers = []; keep(); show(); } };
  return element("div", {class: "bar"}, back,
    element("progress", {max: trials.length, value: answers.length, "aria-label": "progress"}),
    `${answers.length} of ${trials.length}`, store, again);
}
function show() {
  started = Date.now();
  if (answers.length >= trials.length) {
    place.replaceChildren(element("h2", {id: "done"}, "Thank you."),
      element("p", {}, "That was the last one. Please save your answers and send the file to whoever asked you."), bar());
    return;
  }
  const trial = trials[answers.length];
  const asked = element("figure", {class: "asked"}, picture(trial.tile, "the tile in question"));
  const shown = element("div", {class: "tiles shown"});
  trial.shown.forEach((number, i) => {
    const image = picture(number, "tile " + (i + 1));
    if (study.choices.length > 0) { shown.append(element("figure", {}, image)); return; }
    const button = element("button", {type: "button", "aria-label": "tile " + (i + 1)}, image);
    button.onclick = () => answer("", i);
    shown.append(button);
  });
  const left = element("div", {}, element("h2", {}, "The tile"), asked);
  if (trial.text) left.append(element("p", {}, "Prediction: ", element("span", {class: "prediction"}, trial.text)));
  const right = element("div", {style: "flex:1;min-width:20rem"},
    element("h2", {}, study.choices.length > 0 ? "Supporting evidence" : study.question), shown);
  if (study.choices.length > 0) {
    const row = element("div", {class: "answers"});
    study.choices.forEach((text, i) => {
      const button = element("button", {type: "button"}, text);
      button.onclick = () => answer(i + 1, null);
      row.append(button);
    });
    right.append(element("h2", {}, study.question), row);
  }
  place.replaceChildren(element("div", {class: "split"}, left, right), bar());
}
show();
)js";

}  // namespace neon::experiments::tiles
