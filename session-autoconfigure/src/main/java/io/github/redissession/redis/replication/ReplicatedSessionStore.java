package io.github.redissession.redis.replication;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.redis.RedisSessionStore;
import io.github.redissession.redis.RedisSettings;
import io.github.redissession.redis.client.SessionConnection;
import io.github.redissession.redis.client.RedisFailure;
import io.github.redissession.redis.client.Replicas;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionEnd;
import io.github.redissession.spi.SessionObserver.Operation;
import io.github.redissession.spi.SessionRecord;
import io.github.redissession.spi.SessionStore;
import io.github.redissession.spi.SessionStoreLayer;

/**
 * Acknowledges a login, a logout and a new id only when replicas have them as well, as
 * WAIT tells. These go over a connection of their own, because WAIT holds up whatever
 * comes behind it. An end that too few replicas have confirmed is an error; anything else
 * is reported.
 */
public final class ReplicatedSessionStore extends SessionStoreLayer {

	private static final Log logger = LogFactory.getLog(ReplicatedSessionStore.class);

	private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

	private final RedisSessionStore careful;

	private final ReplicatedNodes nodes;

	private final RedisSettings settings;

	private final Replicas replicas;

	private final AtomicLong told = new AtomicLong(System.nanoTime() - INTERVAL);

	/**
	 * Creates a store.
	 * @param store does everything else
	 * @param commands a door to Redis with a connection of its own
	 * @param settings how sessions are kept
	 * @param replicas who has to confirm
	 */
	public ReplicatedSessionStore(SessionStore store, SessionConnection commands, RedisSettings settings,
			Replicas replicas) {
		super("replicas", store);
		this.careful = new RedisSessionStore(commands, settings);
		this.nodes = new ReplicatedNodes(commands, replicas);
		this.settings = settings;
		this.replicas = replicas;
	}

	@Override
	public CompletionStage<SaveResult> save(SessionDelta delta) {
		boolean moves = delta.kind() == SessionDelta.Kind.CHANGE_ID;
		if (!moves && !delta.changesPrincipal()) {
			return next().save(delta);
		}
		List<String> ids = moves ? List.of(delta.previousId(), delta.id()) : List.of(delta.id());
		return confirming(ids,
				(confirmations) -> this.careful.save(delta)
					.thenCompose((result) -> (result != SaveResult.SAVED) ? CompletableFuture.completedFuture(result)
							: confirmed(confirmations).thenApply((confirmed) -> {
								if (!confirmed) {
									report(delta, moves ? Operation.CHANGE_ID : Operation.SAVE);
								}
								return result;
							})));
	}

	private void report(SessionDelta delta, Operation operation) {
		this.settings.observer().notReplicated(operation);
		long last = this.told.get();
		long now = System.nanoTime();
		if (now - last >= INTERVAL && this.told.compareAndSet(last, now)) {
			logger.warn("Fewer than %d replicas have confirmed session %s, and perhaps others, in time"
				.formatted(this.replicas.number(), delta.id()));
		}
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		return confirming(List.of(end.id()), (confirmations) -> this.careful.delete(end)
			.thenCompose((record) -> confirmed(confirmations).thenCompose((confirmed) -> {
				if (confirmed) {
					return CompletableFuture.completedFuture(record);
				}
				this.settings.observer().notReplicated(Operation.DELETE);
				return CompletableFuture.failedFuture(new SessionStoreException(Reason.NOT_REPLICATED,
						"Session %s has ended, but fewer than %d replicas have confirmed that in time"
							.formatted(end.id(), this.replicas.number())));
			})));
	}

	private <T extends @Nullable Object> CompletionStage<T> confirming(List<String> ids,
			Function<List<ReplicaConfirmation>, CompletionStage<T>> work) {
		List<byte[]> keys = ids.stream().map(this.settings.keys()::session).toList();
		return RedisFailure.explained("reach the node of session " + ids.get(0), this.nodes.begin(keys))
			.thenCompose((confirmations) -> work.apply(confirmations)
				.whenComplete((result, ex) -> confirmations.forEach(ReplicaConfirmation::end)));
	}

	private static CompletionStage<Boolean> confirmed(List<ReplicaConfirmation> confirmations) {
		CompletionStage<Boolean> all = CompletableFuture.completedFuture(true);
		for (ReplicaConfirmation confirmation : confirmations) {
			all = all.thenCombine(confirmation.confirmed(), Boolean::logicalAnd);
		}
		return RedisFailure.explained("wait for the replicas", all);
	}

}
