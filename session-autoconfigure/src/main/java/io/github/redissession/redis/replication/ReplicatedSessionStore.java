package io.github.redissession.redis.replication;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.LogRateLimiter;
import io.github.redissession.async.Stages;
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
 * Acknowledges a login, a logout and a change of id only after replicas have confirmed it
 * (WAIT). These commands use a connection of their own, because WAIT holds up everything
 * behind it. An end that too few replicas have confirmed is an error; other changes are
 * reported to the observer and the log.
 */
public final class ReplicatedSessionStore extends SessionStoreLayer {

	private static final Log logger = LogFactory.getLog(ReplicatedSessionStore.class);

	private final RedisSessionStore careful;

	private final ReplicatedNodes nodes;

	private final RedisSettings settings;

	private final Replicas replicas;

	private final LogRateLimiter log = new LogRateLimiter(Duration.ofMinutes(1));

	/**
	 * Creates a store.
	 * @param store does everything else
	 * @param commands access to Redis over a connection of its own
	 * @param settings how sessions are stored
	 * @param replicas how many replicas must confirm
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
		long others = this.log.admit();
		if (others >= 0) {
			logger.warn(
					"Fewer than %d replicas confirmed session %s in time, as with %d others since the last such message"
						.formatted(this.replicas.number(), delta.id(), others));
		}
	}

	@Override
	public CompletionStage<@Nullable SessionRecord> delete(SessionEnd end) {
		// The replicas of the node with the new id must confirm its end as well.
		return confirming(List.of(end.id()), (confirmations) -> this.careful.delete(end, this::delete)
			.thenCompose((record) -> confirmed(confirmations).thenCompose((confirmed) -> {
				if (confirmed) {
					return CompletableFuture.completedFuture(record);
				}
				this.settings.observer().notReplicated(Operation.DELETE);
				return CompletableFuture.failedFuture(new SessionStoreException(Reason.NOT_REPLICATED,
						"Session %s has ended, but fewer than %d replicas confirmed that in time".formatted(end.id(),
								this.replicas.number())));
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
		return RedisFailure.explained("wait for the replicas",
				Stages.allTrue(confirmations.stream().map(ReplicaConfirmation::confirmed).toList()));
	}

}
