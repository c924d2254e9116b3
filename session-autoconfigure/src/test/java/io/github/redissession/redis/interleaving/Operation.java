package io.github.redissession.redis.interleaving;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionLimit;
import io.github.redissession.spi.SessionRecord;

import static io.github.redissession.redis.interleaving.World.ALICE;
import static io.github.redissession.redis.interleaving.World.TERMS;

/**
 * What can happen to the session {@link World#ID}, which belongs to a user. A request
 * that changes it has read it before: if it existed then, before everything else, so that
 * all others may come in between; otherwise as its first step.
 */
enum Operation {

	/** The user logs in, and the session begins at once. */
	CREATE(5, false) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store()
				.save(SessionDelta.create(World.ID, TERMS, Duration.ZERO)
					.detail(SessionRecord.PRINCIPAL, World.USER)
					.attribute(attribute(number), World.VALUE)
					.build());
		}
	},

	/** An attribute changes. */
	SAVE(1, true) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store()
				.save(SessionDelta.update(World.ID, TERMS)
					.known(ALICE)
					.attribute(attribute(number), World.VALUE)
					.build());
		}
	},

	/** The session is prolonged, and the indexes learn of it. */
	TOUCH(3, true) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store()
				.save(SessionDelta.update(World.ID, TERMS).known(ALICE).accessedAgo(Duration.ZERO).build());
		}
	},

	/** The session gets a new id, and an attribute changes. */
	CHANGE_ID(7, true) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store()
				.save(SessionDelta.changeId(World.ID, World.newId(number), TERMS)
					.known(ALICE)
					.accessedAgo(Duration.ZERO)
					.attribute(attribute(number), World.VALUE)
					.build());
		}
	},

	/** The user logs out. */
	DELETE(3, false) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store().delete(new SessionEnd(World.ID, SessionEnd.Reason.LOGOUT, ALICE));
		}
	},

	/** The sweeper visits the shard of the expiry index that lists the session. */
	SWEEP(4, false) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.sweep(World.shard());
		}
	},

	/**
	 * The user logs in with another session, which gets a new id, and may have one
	 * session, so all others end.
	 */
	ADOPT(11, false) {
		@Override
		CompletionStage<?> perform(Actor actor, int number) {
			return actor.store()
				.save(SessionDelta.changeId(World.visitor(number), World.newId(number), TERMS)
					.accessedAgo(Duration.ZERO)
					.detail(SessionRecord.PRINCIPAL, World.USER)
					.attribute(attribute(number), World.VALUE)
					.limit(new SessionLimit(1, SessionLimit.WhenReached.EVICT_OLDEST), null)
					.build());
		}
	};

	private final int size;

	private final boolean reads;

	Operation(int size, boolean reads) {
		this.size = size;
		this.reads = reads;
	}

	/**
	 * The number of its commands if nothing comes in between.
	 */
	int size() {
		return this.size;
	}

	/**
	 * Sends the first commands of the operation.
	 * @param actor the node that performs it
	 * @param number the actor's number, which distinguishes what several of them write
	 * @param start the state before
	 * @return the result, {@code null} if there was no session to change
	 */
	CompletionStage<?> begin(Actor actor, int number, World.Start start) {
		if (!this.reads || start != World.Start.ABSENT) {
			return perform(actor, number);
		}
		return actor.store()
			.find(World.ID)
			.thenCompose((found) -> (found != null) ? perform(actor, number).thenApply((result) -> (Object) result)
					: CompletableFuture.completedFuture(null));
	}

	abstract CompletionStage<?> perform(Actor actor, int number);

	static String attribute(int number) {
		return "of-" + number;
	}

}
