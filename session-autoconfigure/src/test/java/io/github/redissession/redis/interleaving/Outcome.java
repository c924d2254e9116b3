package io.github.redissession.redis.interleaving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionRecord;

import static io.github.redissession.redis.interleaving.Operation.ADOPT;
import static io.github.redissession.redis.interleaving.Operation.CHANGE_ID;
import static io.github.redissession.redis.interleaving.Operation.CREATE;
import static io.github.redissession.redis.interleaving.Operation.DELETE;

/**
 * What a run has left behind, and what is wrong with it.
 *
 * @param start the state before
 * @param operations the operations, by the number of their actor
 * @param results what they have returned
 * @param read the sessions of the user as the next request reads them
 * @param snapshot the contents of the server after that
 */
record Outcome(World.Start start, List<Operation> operations, List<CompletionStage<?>> results,
		Map<String, SessionRecord> read, Snapshot snapshot) {

	/**
	 * Returns what is wrong; empty if nothing is.
	 * @param before what was wrong on the way
	 */
	List<String> faults(List<String> before) {
		List<String> faults = new ArrayList<>(before);
		for (int i = 0; i < this.results.size(); i++) {
			CompletableFuture<?> result = this.results.get(i).toCompletableFuture();
			if (!result.isDone() || result.isCompletedExceptionally()) {
				faults.add("%d %s: %s".formatted(i, this.operations.get(i), result));
			}
		}
		if (faults.isEmpty()) {
			Set<String> lineage = lineage();
			lineage.retainAll(this.snapshot.sessions());
			survival(lineage, faults);
			attributes(faults);
			limit(faults);
			timesToLive(faults);
			userIndex(faults);
			expiryIndex(faults);
		}
		return faults;
	}

	/**
	 * Returns the ids that the session can have.
	 */
	private Set<String> lineage() {
		Set<String> ids = new TreeSet<>(Set.of(World.ID));
		for (int i = 0; i < this.operations.size(); i++) {
			if (this.operations.get(i) == CHANGE_ID) {
				ids.add(World.newId(i));
			}
		}
		return ids;
	}

	private void survival(Set<String> alive, List<String> faults) {
		boolean begins = this.operations.contains(CREATE);
		boolean wasThere = begins || this.start == World.Start.LIVE || this.start == World.Start.DUE;
		boolean ends = this.operations.contains(DELETE) || !wasThere || (this.operations.contains(ADOPT) && !begins);
		if (ends && !alive.isEmpty()) {
			faults.add("The session is back: " + alive);
		}
		boolean mayEnd = ends || this.operations.contains(ADOPT);
		if (!mayEnd && alive.size() != 1 || alive.size() > 1) {
			faults.add("There should be one session, not " + alive);
		}
	}

	private boolean isSaved(int number) {
		return this.results.get(number).toCompletableFuture().join() == SaveResult.SAVED;
	}

	private void attributes(List<String> faults) {
		for (String id : this.snapshot.sessions()) {
			Map<String, String> fields = this.snapshot.session(id);
			boolean visits = id.startsWith("visitor") || isLogin(id);
			if (this.start != World.Start.ABSENT || visits) {
				expect(fields, id, World.FIRST, faults);
			}
			for (int i = 0; i < this.operations.size(); i++) {
				boolean concerns = (this.operations.get(i) == ADOPT) ? World.newId(i).equals(id) : !visits;
				if (concerns && isSaved(i) && this.operations.get(i) != Operation.TOUCH) {
					expect(fields, id, Operation.attribute(i), faults);
				}
			}
		}
	}

	private boolean isLogin(String id) {
		for (int i = 0; i < this.operations.size(); i++) {
			if (this.operations.get(i) == ADOPT && World.newId(i).equals(id)) {
				return true;
			}
		}
		return false;
	}

	private static void expect(Map<String, String> fields, String id, String name, List<String> faults) {
		if (!"1".equals(fields.get("attr:" + name))) {
			faults.add("%s has lost attribute %s: %s".formatted(id, name, fields));
		}
	}

	/**
	 * The last login stays, and no other session that was counted. A session that began
	 * without a limit is not.
	 */
	private void limit(List<String> faults) {
		if (!this.operations.contains(ADOPT)) {
			return;
		}
		List<String> logins = this.snapshot.sessions().stream().filter(this::isLogin).toList();
		if (logins.size() != 1) {
			faults.add("There should be one login, not " + logins);
		}
		for (String id : logins) {
			if (!this.snapshot.scores("session:user:" + World.USER).containsKey("+" + id)) {
				faults.add("Login %s has no place".formatted(id));
			}
		}
	}

	private void timesToLive(List<String> faults) {
		this.snapshot.keys().forEach((key, content) -> {
			if (content.ttl() < 0) {
				faults.add("%s has no TTL: %s".formatted(key, content));
			}
		});
	}

	private void userIndex(List<String> faults) {
		Set<String> alive = new TreeSet<>(this.snapshot.sessions());
		alive.removeIf((id) -> !this.snapshot.belongsTo(id, World.USER));
		if (!alive.equals(this.read.keySet())) {
			faults.add("The user has %s, and the index %s".formatted(alive, this.read.keySet()));
		}
		Map<String, Double> scores = this.snapshot.scores("session:user:" + World.USER);
		Set<String> listed = new TreeSet<>(scores.keySet());
		listed.removeIf((name) -> name.startsWith("+"));
		// A place that was taken a moment ago is reserved.
		listed.removeIf((name) -> !alive.contains(name) && scores.containsKey("+" + name));
		if (!alive.equals(listed)) {
			faults.add("The user has %s, and after the read the index %s".formatted(alive, scores));
		}
	}

	private void expiryIndex(List<String> faults) {
		for (String id : this.snapshot.sessions()) {
			String user = this.snapshot.session(id).get(SessionRecord.PRINCIPAL);
			String name = (user != null) ? id + " " + user : id;
			Map<String, Double> scores = this.snapshot.scores(World.expiryKey(id));
			Double score = scores.get(name);
			long expires = Long.parseLong(this.snapshot.session(id).get("expires"));
			if (score == null || score > this.snapshot.time() && Math.abs(score - expires) > 120_000) {
				faults.add("%s is in the expiry index as %s".formatted(name, scores));
			}
			if (scores.keySet().stream().anyMatch((other) -> other.split(" ")[0].equals(id) && !other.equals(name))) {
				faults.add("%s is in the expiry index twice: %s".formatted(id, scores));
			}
		}
	}

}
