// The page about use without signal: what is kept, loading all of it after asking with
// the size, stopping, removing; and where a browser may not, why.
(async () => {
'use strict';
const own = self.faultbook;
const { say } = own;
const at = (id) => document.getElementById(id);
const [state, ask, progress, take, yes, no, drop] = ['state', 'ask', 'progress', 'take', 'yes', 'no', 'drop'].map(at);
const shown = (element, on) => { element.hidden = !on; };

const missed = new URLSearchParams(location.search).get('missing');
if (missed) {
  at('missing').textContent = say('offline.missing', { path: missed });
  shown(at('missing'), true);
}
shown(at('copy'), true);

const refuse = (text) => {
  take.onclick = () => {
    state.textContent = text;
    state.className = 'note note--bad';
    at('bundle').scrollIntoView({ block: 'center' });
  };
};
const refused = own.refused();
if (refused) return refuse(say(`offline.why_${refused}`));
try {
  await own.registered;
} catch (error) {
  return refuse(say('offline.why_worker', { why: `${error.message}. ` }));
}

const copy = self.faultbookCopy(own.root);
let plan;
let stop;

/** Which of the buttons make sense now. */
const buttons = (now) => {
  shown(take, now === 'idle');
  shown(yes, now === 'asking');
  shown(no, now === 'asking' || now === 'loading');
  shown(ask, now === 'asking');
  shown(progress, now === 'loading');
};

const rest = async (remark) => {
  const [now, edition] = await Promise.all([copy.state(), copy.list()]);
  const newer = now?.whole ? await copy.newer().catch(() => null) : null;
  const words = !now?.whole ? say(now?.part ? 'offline.state_part' : 'offline.state_none')
    : newer ? say('offline.state_newer')
      : say('offline.state_whole', { files: edition.files, size: copy.size(edition.bytes) });
  state.textContent = [remark, words].filter(Boolean).join(' ');
  take.textContent = say(newer ? 'offline.update' : 'offline.take');
  buttons('idle');
  shown(take, !now?.whole || newer);
  shown(drop, now?.whole || now?.part);
};

const failed = (error) => {
  buttons('idle');
  state.textContent = copy.why(error, say);
};

take.onclick = async () => {
  take.disabled = true;
  try {
    plan = await copy.plan();
    const values = { files: plan.files, size: copy.size(plan.bytes) };
    ask.textContent = say(plan.files < plan.edition.files ? 'offline.ask_rest' : 'offline.ask', values);
    buttons('asking');
    yes.focus();
  } catch (error) {
    failed(error);
  }
  take.disabled = false;
};

yes.onclick = async () => {
  stop = new AbortController();
  buttons('loading');
  shown(drop, false);
  progress.value = 0;
  try {
    await copy.take(plan, (done, all) => {
      progress.value = done / all;
      state.textContent = copy.progress(say, done, all);
    }, stop.signal);
    await rest();
  } catch (error) {
    stop.abort();
    failed(error);
  }
};

no.onclick = () => {
  if (progress.hidden) return void rest();
  stop.abort();
};

drop.onclick = async () => {
  await copy.drop();
  await rest(say('offline.removed'));
};

await rest();
})();
