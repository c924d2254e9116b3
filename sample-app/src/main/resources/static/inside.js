// Keeps the page up to date with what Redis stores, through a path that does not keep the session alive.
(() => {
	const update = async () => {
		const inside = document.getElementById('inside');
		if (document.hidden || inside.contains(document.activeElement)) {
			return;
		}
		try {
			const answer = await fetch(inside.dataset.source, { credentials: 'same-origin' });
			if (answer.ok) {
				const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
				const next = page.getElementById('inside');
				if (next) {
					inside.replaceWith(next);
				}
			}
		}
		catch (failure) {
			// The shop cannot be reached; the next attempt may get through.
		}
	};
	setInterval(update, 2000);
})();
