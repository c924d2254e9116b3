// Counts down to the end of the session, warns before it, and notices when the session has ended. It
// polls a path that does not keep the session alive. Pages work without this script.
(() => {
	const box = document.getElementById('session-end');
	const ends = document.getElementById('ends');
	const form = box.querySelector('form');
	const message = box.querySelector('[role=alert]');
	const left = box.querySelector('.left');
	const warning = Number(box.dataset.warning);
	const askEvery = 30000;
	let end = box.dataset.left ? performance.now() + Number(box.dataset.left) : null;
	let extendable = box.dataset.extendable === 'true';
	let asked = performance.now();

	const time = (ms) => {
		const seconds = Math.max(0, Math.ceil(ms / 1000));
		const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
		return (parts[0] ? parts : parts.slice(1)).map((part, i) => i ? String(part).padStart(2, '0') : part).join(':');
	};

	const say = (text) => {
		if (message.textContent !== text) {
			message.textContent = text;
		}
	};

	const show = () => {
		const remaining = end === null ? Infinity : end - performance.now();
		ends.textContent = end === null ? 'does not end' : 'ends in ' + time(remaining) + (extendable ? ' unless you use it' : '');
		box.hidden = remaining > warning;
		if (!box.hidden) {
			say(extendable ? 'Your session is about to end.' : 'Your session is about to end. Please finish, then log in again.');
			left.textContent = time(remaining);
			form.querySelector('button').hidden = !extendable;
		}
		return remaining;
	};

	const over = () => {
		clearInterval(timer);
		box.hidden = false;
		box.classList.add('over');
		say('Your session has ended.');
		left.textContent = '';
		form.querySelector('button').hidden = true;
		document.getElementById('again').hidden = false;
		ends.textContent = 'has ended';
	};

	const learn = (clock) => {
		if (!clock.session) {
			over();
			return;
		}
		end = clock.endsInMillis === null ? null : performance.now() + clock.endsInMillis;
		extendable = clock.extendable;
		show();
	};

	const ask = async (url, options) => {
		asked = performance.now();
		try {
			const answer = await fetch(url, { credentials: 'same-origin', ...options });
			if (answer.ok) {
				learn(await answer.json());
			}
			else if (answer.status === 403) {
				// The user has logged in again in another tab, so this page's CSRF token is outdated.
				location.reload();
			}
		}
		catch (failure) {
			// The shop cannot be reached; the next attempt may get through.
		}
	};

	const tick = () => {
		const since = performance.now() - asked;
		if (show() < 0 ? since > 1000 : since > askEvery && !document.hidden) {
			ask(box.dataset.clock);
		}
	};

	form.addEventListener('submit', (event) => {
		event.preventDefault();
		ask(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
	});
	document.addEventListener('visibilitychange', () => document.hidden || ask(box.dataset.clock));
	const timer = setInterval(tick, 500);
	show();
})();
