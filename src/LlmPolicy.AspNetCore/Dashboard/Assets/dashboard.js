// Shows decisions as they come, and keeps the rest of the page fresh. Without it the page shows what was when it was loaded.
"use strict";
(() => {
  const page = document.body.dataset.page;
  const section = document.getElementById("decisions");
  const list = document.getElementById("list");
  const live = document.getElementById("live");
  const pause = document.getElementById("pause");
  const show = document.getElementById("show");
  const find = document.getElementById("find");
  const most = 200;
  const waiting = new Map();
  let after = section.dataset.after;
  let seen = 0;
  let state = "Connecting.";
  let told = 0;

  // Rows are made on the server, where all text in them is encoded.
  const parse = (html) => new DOMParser().parseFromString(html, "text/html");

  const fits = (row) =>
    (!show.value || row.classList.contains(show.value)) &&
    row.firstElementChild.firstElementChild.textContent.toLowerCase().includes(find.value.trim().toLowerCase());

  const filter = (row) => { row.hidden = !fits(row); };

  const put = (row) => {
    const before = document.getElementById(row.id);
    filter(row);
    if (before) {
      const focused = before.contains(document.activeElement);
      row.firstElementChild.open = before.firstElementChild.open;
      before.replaceWith(row);
      if (focused) {
        row.querySelector("summary").focus({ preventScroll: true });
      }
      return;
    }
    seen++;
    row.classList.add("new");
    list.prepend(row);
    while (list.children.length > most) {
      list.lastElementChild.remove();
    }
    section.querySelector(".empty").hidden = true;
  };

  // A screen reader is told how many came, no more often than it can say so.
  const tell = () => {
    clearTimeout(told);
    told = setTimeout(() => {
      const came = seen === 0 ? "" : seen === 1 ? " 1 decision came." : ` ${seen} decisions came.`;
      live.textContent = `${state}${came}`;
      live.dataset.state = state === "Live." ? "live" : "";
    }, 400);
  };

  const isPaused = () => pause.getAttribute("aria-pressed") === "true";

  const label = () => {
    pause.textContent = !isPaused() ? "Pause" : waiting.size > 0 ? `Go on (${waiting.size})` : "Go on";
  };

  const connect = () => {
    const events = new EventSource(`${page}/events?after=${encodeURIComponent(after)}`);
    events.addEventListener("begun", () => { state = "Live."; tell(); });
    events.addEventListener("decision", (event) => {
      after = event.lastEventId;
      const row = parse(`<ol>${event.data}</ol>`).querySelector("li");
      if (isPaused() && !document.getElementById(row.id)) {
        waiting.delete(row.id);
        waiting.set(row.id, row);
        if (waiting.size > most) {
          waiting.delete(waiting.keys().next().value);
        }
        label();
      } else {
        put(row);
        tell();
      }
    });
    events.addEventListener("error", () => {
      state = events.readyState === EventSource.CLOSED ? "Not live: too many look, or you are signed out. Reload the page." : "Not connected; trying again.";
      tell();
    });
  };

  pause.addEventListener("click", () => {
    pause.setAttribute("aria-pressed", String(!isPaused()));
    if (!isPaused()) {
      waiting.forEach(put);
      waiting.clear();
      tell();
    }
    label();
  });

  const refilter = () => { for (const row of list.children) { filter(row); } };
  show.addEventListener("change", refilter);
  find.addEventListener("input", refilter);

  // What changes by itself is asked for again, while somebody can see it. What is unfolded, or has the focus, stays so.
  const refresh = async () => {
    if (document.visibilityState !== "visible") {
      return;
    }
    const answer = await fetch(`${page}/fresh`, { redirect: "error" });
    if (!answer.ok) {
      return;
    }
    const fresh = parse(await answer.text());
    for (const part of document.querySelectorAll("[data-fresh]")) {
      const next = fresh.getElementById(part.id);
      if (!next || part.contains(document.activeElement) || String(document.getSelection()).length > 0) {
        continue;
      }
      for (const open of part.querySelectorAll("details[id]")) {
        const same = next.querySelector(`#${CSS.escape(open.id)}`);
        if (same) {
          same.open = open.open;
        }
      }
      part.replaceChildren(...next.childNodes);
    }
  };

  const form = document.querySelector("#ask form");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const answer = document.getElementById("answer");
    button.disabled = true;
    try {
      const response = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), redirect: "error" });
      const next = response.ok ? parse(await response.text()).getElementById("answer") : null;
      answer.replaceChildren(...(next ? next.childNodes : ["It could not be asked: reload the page."]));
    } catch {
      answer.replaceChildren("It could not be asked: reload the page.");
    } finally {
      button.disabled = false;
      answer.focus();
    }
  });

  section.querySelector(".controls").hidden = false;
  live.textContent = state;
  connect();
  setInterval(() => { refresh().catch(() => {}); }, 5000);
})();
