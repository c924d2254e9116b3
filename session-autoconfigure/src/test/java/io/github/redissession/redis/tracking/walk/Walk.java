package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionToken;
import io.github.redissession.redis.tracking.walk.NodeProcess.Reply;

/**
 * A random walk of two nodes. The same seed takes the same steps; what happens at the
 * same time is left to the machine.
 * <p>
 * No read that begins later than {@code max-staleness} after a change has returned may be
 * answered with the state before it.
 */
final class Walk {

	private static final int SESSIONS = 16;

	private static final int REMEMBERED = 40;

	/** How many sessions a node reads that reads only what is in its cache. */
	private static final int KNOWN = 3;

	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final long IDLE = Duration.ofMinutes(30).toMillis();

	private final long seed;

	private final Random random;

	/** Decides about what is done until a trouble is over. */
	private final Random between;

	private final Deployment deployment;

	private final List<NodeProcess> nodes;

	private final Duration maxStaleness;

	private final Troubles troubles;

	private final Report report = new Report();

	private final List<@Nullable Subject> sessions = new ArrayList<>();

	private final List<Subject> former = new ArrayList<>();

	private final List<Runnable> underWay = new ArrayList<>();

	/** Only reads some sessions, which it has read before, until the trouble is over. */
	private @Nullable NodeProcess quiet;

	private List<Subject> known = List.of();

	private int steps;

	Walk(long seed, Deployment deployment, List<NodeProcess> nodes, Duration maxStaleness, Troubles troubles) {
		this.seed = seed;
		this.random = new Random(seed);
		this.between = new Random(~seed);
		this.deployment = deployment;
		this.nodes = nodes;
		this.maxStaleness = maxStaleness;
		this.troubles = troubles;
		for (int i = 0; i < SESSIONS; i++) {
			this.sessions.add(null);
		}
	}

	/**
	 * Takes some steps, and waits until all is well.
	 * @param most how many steps
	 * @param every the number of steps per trouble
	 */
	Report run(int most, int every) {
		while (this.steps < most) {
			this.steps++;
			step(every);
		}
		endTrouble();
		collect();
		Trouble.last(this.maxStaleness);
		for (NodeProcess node : this.nodes) {
			subjects().forEach((subject) -> read(node, subject).run());
		}
		return this.report;
	}

	private void step(int every) {
		if (this.random.nextInt(every) == 0) {
			Random chosen = new Random(this.random.nextLong());
			endTrouble();
			if (chosen.nextInt(4) > 0) {
				fill();
			}
			if (chosen.nextInt(4) > 0) {
				this.quiet = this.nodes.get(chosen.nextInt(this.nodes.size()));
				this.known = this.sessions.subList(0, KNOWN).stream().filter(Objects::nonNull).toList();
			}
			begin(this.troubles.begin(chosen));
		}
		act(this.random);
	}

	private void act(Random random) {
		reconcileIfOver();
		NodeProcess node = this.nodes.get(random.nextInt(this.nodes.size()));
		int place = random.nextInt((this.quiet != null && random.nextBoolean()) ? KNOWN : SESSIONS);
		boolean isFormer = random.nextInt(6) == 0;
		int move = random.nextInt(1000);
		Subject subject = this.sessions.get(place);
		if (node == this.quiet && !this.known.isEmpty()) {
			read(node, this.known.get(place % this.known.size())).run();
		}
		else if (subject == null) {
			create(node, place, (move % 4 == 0) ? 300 + move : IDLE);
		}
		else if (move < 760) {
			Subject asked = (isFormer && !this.former.isEmpty()) ? this.former.get(place % this.former.size())
					: subject;
			Runnable read = read(node, asked);
			if (move < 660) {
				read.run();
			}
			else {
				this.underWay.add(read);
			}
		}
		else if (move < 800) {
			collect();
		}
		else {
			write(node, subject, place, move);
		}
		Trouble.last(Duration.ofNanos(random.nextInt(4_000_000)));
	}

	private void write(NodeProcess node, Subject subject, int place, int move) {
		if (subject.isDoubtful() || move >= 980) {
			end(node, subject, place);
		}
		else if (move >= 960) {
			rename(node, subject, place);
		}
		else {
			int state = subject.next();
			long start = System.nanoTime();
			record(subject, state, start, join(node.send("change", subject.id(), "" + state, "" + IDLE)));
		}
	}

	private void create(NodeProcess node, int place, long idle) {
		Subject subject = new Subject(SessionToken.random().id(), System.nanoTime());
		long start = System.nanoTime();
		Reply reply = join(node.send("create", subject.id(), "1", "" + idle));
		if (record(subject, 1, start, reply)) {
			if (idle == IDLE) {
				this.sessions.set(place, subject);
			}
			else {
				long end = Duration.ofMillis(idle).toNanos();
				subject.endsItself();
				subject.history().is(History.NONE, start + end, reply.at() + end + 5_000_000);
				retire(subject);
			}
		}
	}

	private void end(NodeProcess node, Subject subject, int place) {
		long start = System.nanoTime();
		if (record(subject, History.NONE, start, join(node.send("delete", subject.id())))) {
			retire(subject);
			this.sessions.set(place, null);
		}
	}

	private void rename(NodeProcess node, Subject subject, int place) {
		Subject next = new Subject(SessionToken.random().id(), System.nanoTime());
		long start = System.nanoTime();
		Reply reply = join(node.send("rename", subject.id(), "1", "" + IDLE, next.id()));
		record(subject, History.NONE, start, reply);
		retire(subject);
		this.sessions.set(place, record(next, 1, start, reply) ? next : null);
	}

	private void retire(Subject subject) {
		this.former.add(0, subject);
		if (this.former.size() > REMEMBERED) {
			this.former.remove(REMEMBERED);
		}
	}

	/**
	 * Records what has become of a change.
	 * @return whether it has happened
	 */
	private boolean record(Subject subject, int state, long start, Reply reply) {
		History history = subject.history();
		if (reply.isFailure()) {
			this.report.failed();
			history.mayBe(state, start);
			subject.doubt();
			return false;
		}
		if (!reply.text().equals("SAVED")) {
			check(subject, History.NONE, start, reply);
			subject.doubt();
			return false;
		}
		if (this.troubles.mayLose(start)) {
			history.mayBe(state, start);
		}
		else {
			history.is(state, start, reply.at());
		}
		return true;
	}

	private Runnable read(NodeProcess node, Subject subject) {
		long start = node.begins();
		CompletableFuture<Reply> reply = node.send("find", subject.id());
		return () -> {
			Reply answer = join(reply);
			if (answer.isFailure()) {
				this.report.failed();
			}
			else {
				String state = answer.text();
				check(subject, state.equals("none") ? History.NONE : Integer.parseInt(state), start, answer);
			}
		};
	}

	private void check(Subject subject, int state, long start, Reply reply) {
		long age = subject.history().age(state, start, reply.at());
		if (age > this.maxStaleness.toNanos()) {
			throw new AssertionError("""
					%s, seed %d, step %d: a node has answered that session %s is in state %d, %s
					asked at %d, answered at %d; the session was in state %s
					%s""".formatted(this.deployment.name(), this.seed, this.steps, subject.id(), state,
					(age == Long.MAX_VALUE) ? "which it never was" : "which was over for " + age / 1_000_000 + " ms",
					start / 1_000_000, reply.at() / 1_000_000, subject.history(), this.troubles));
		}
		this.report.read(age);
	}

	private void collect() {
		this.underWay.forEach(Runnable::run);
		this.underWay.clear();
	}

	private void begin(Trouble trouble) {
		this.report.trouble(trouble.name());
		if (trouble.losesChanges()) {
			long now = System.nanoTime();
			subjects().forEach((subject) -> subject.history().mayHaveLost(now));
		}
	}

	/** Goes on, by steps that do not count, until the trouble is over. */
	private void endTrouble() {
		while (!this.troubles.isOver()) {
			act(this.between);
		}
		this.quiet = null;
		reconcileIfOver();
	}

	/** Goes on until all nodes have all sessions in their caches. */
	private void fill() {
		for (NodeProcess node : this.nodes) {
			long patience = System.nanoTime() + PATIENCE.toNanos();
			while (!node.send("status", "now").join().text().startsWith("true") && System.nanoTime() - patience < 0) {
				Trouble.last(Duration.ofMillis(2));
			}
			for (Subject subject : subjects()) {
				read(node, subject).run();
			}
		}
	}

	/** Asks the primaries what is left after a trouble that may have undone changes. */
	private void reconcileIfOver() {
		if (this.troubles.isToBeReconciled()) {
			for (Subject subject : subjects()) {
				long start = System.nanoTime();
				int truth = truth(subject.id());
				long end = System.nanoTime();
				if (subject.isDoubtful() || subject.isShort()) {
					subject.history().mayHaveBeen(truth, start, end);
				}
				else {
					check(subject, truth, start, new Reply(String.valueOf(truth), end));
					subject.history().is(truth, start, end);
				}
			}
			this.troubles.reconciled();
		}
	}

	/** A mark that is left of a session does not say when it was created. */
	private int truth(String id) {
		String key = "session:" + id;
		List<?> fields = (List<?>) this.deployment.primaryOf(key).cli("HMGET", key, "created", "attr:state");
		return (fields != null && fields.get(0) != null) ? Integer.parseInt(String.valueOf(fields.get(1)))
				: History.NONE;
	}

	private List<Subject> subjects() {
		List<Subject> all = new ArrayList<>(this.former);
		for (Subject subject : this.sessions) {
			if (subject != null) {
				all.add(subject);
			}
		}
		return all;
	}

	private static Reply join(CompletableFuture<Reply> reply) {
		return reply.join();
	}

}
