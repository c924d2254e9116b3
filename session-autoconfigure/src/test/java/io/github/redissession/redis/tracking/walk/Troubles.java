package io.github.redissession.redis.tracking.walk;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * What may happen, of which one at a time happens beside the steps of the walk.
 */
final class Troubles {

	private static final int TOLD = 12;

	private final Deployment deployment;

	private final List<Trouble> all;

	/** Each trouble comes once before any comes again. */
	private final List<Trouble> next = new ArrayList<>();

	private final List<String> log = new ArrayList<>();

	private CompletableFuture<@Nullable Void> course = CompletableFuture.completedFuture(null);

	private boolean lossy;

	/** When there was one primary again, zero before. */
	private volatile long onePrimaryAt;

	Troubles(Deployment deployment, List<Trouble> all) {
		this.deployment = deployment;
		String only = System.getProperty("walk.only", "");
		this.all = all.stream().filter((trouble) -> trouble.name().contains(only)).toList();
	}

	static Troubles of(Deployment deployment, List<NodeProcess> nodes, Duration maxStaleness) {
		List<Trouble> all = new ArrayList<>(deployment.anyTroubles());
		all.addAll(deployment.troubles(maxStaleness));
		int stay = (int) maxStaleness.toMillis();
		all.add(Trouble.of("a node is stopped and goes on",
				(random, onePrimary) -> nodes.get(random.nextInt(nodes.size()))
					.pause(Trouble.between(random, stay / 4, 4 * stay))));
		all.add(Trouble.of("connections fall silent",
				(random, onePrimary) -> nodes.get(random.nextInt(nodes.size())).send("silence", "now").join()));
		return new Troubles(deployment, all);
	}

	/**
	 * Begins one.
	 * @param random decides which one, and how
	 */
	Trouble begin(Random random) {
		if (this.next.isEmpty()) {
			this.next.addAll(this.all);
		}
		Trouble trouble = this.next.remove(random.nextInt(this.next.size()));
		this.lossy = trouble.losesChanges();
		this.onePrimaryAt = 0;
		tell("begins: " + trouble.name());
		this.course = CompletableFuture.runAsync(() -> run(trouble, random));
		return trouble;
	}

	private void run(Trouble trouble, Random random) {
		try {
			if (trouble.losesChanges()) {
				this.deployment.awaitWhole();
			}
			trouble.course().run(random, () -> {
				this.onePrimaryAt = System.nanoTime();
				tell("one primary");
			});
			tell("over: " + trouble.name());
		}
		catch (RuntimeException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private synchronized void tell(String what) {
		if (Boolean.getBoolean("walk.verbose")) {
			System.out.println(System.nanoTime() / 1_000_000 + " " + what);
		}
		this.log.add(System.nanoTime() / 1_000_000 + " " + what);
		if (this.log.size() > TOLD) {
			this.log.remove(0);
		}
	}

	/**
	 * Whether nothing happens at present.
	 */
	boolean isOver() {
		if (this.course.isCompletedExceptionally()) {
			this.course.join();
		}
		return this.course.isDone();
	}

	/**
	 * Whether a change may be undone although it was acknowledged.
	 * @param start when it was sent
	 */
	boolean mayLose(long start) {
		long one = this.onePrimaryAt;
		return this.lossy && (one == 0 || start - one < 0);
	}

	/**
	 * Whether changes may have been undone, and none will be from now on.
	 */
	boolean isToBeReconciled() {
		return this.lossy && isOver();
	}

	void reconciled() {
		this.lossy = false;
		tell("reconciled");
	}

	@Override
	public synchronized String toString() {
		return System.nanoTime() / 1_000_000 + " now\n" + String.join("\n", this.log);
	}

}
