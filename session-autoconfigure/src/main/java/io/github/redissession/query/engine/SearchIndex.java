package io.github.redissession.query.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.zip.CRC32;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.SessionStoreException;
import io.github.redissession.SessionStoreException.Reason;
import io.github.redissession.async.Stages;
import io.github.redissession.index.SearchCommands;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.IndexValues;

/**
 * The index of Redis Search for the declared attributes. Its name contains a checksum of
 * the declaration, so that versions of an application with different declarations each
 * have their own index. An index that has not been used for a day is removed by the next
 * instance that starts to run queries; an instance that still needs it creates it again.
 */
final class SearchIndex {

	private static final Log logger = LogFactory.getLog(SearchIndex.class);

	private static final long POLL_MS = 50;

	private static final long LONGEST_MS = 60_000;

	private static final long USE_NANOS = TimeUnit.HOURS.toNanos(1);

	private final SearchCommands commands;

	private final List<String> schema;

	private final String prefix;

	private final String name;

	private volatile boolean complete;

	private volatile long used;

	SearchIndex(SearchCommands commands, DeclaredAttributes declared) {
		this.commands = commands;
		this.schema = schema(declared);
		this.prefix = commands.keyPrefix() + "search:";
		CRC32 checksum = new CRC32();
		checksum.update(String.join(" ", this.schema).getBytes(StandardCharsets.UTF_8));
		this.name = this.prefix + Long.toHexString(checksum.getValue());
	}

	private static List<String> schema(DeclaredAttributes declared) {
		List<String> schema = new ArrayList<>(
				List.of("created", "NUMERIC", "SORTABLE", "accessed", "NUMERIC", "expires", "NUMERIC"));
		for (IndexedAttribute attribute : declared.all()) {
			schema.addAll(List.of(IndexValues.detail(attribute.name()), "AS", attribute.name()));
			schema.addAll((attribute.type() == IndexType.TAG) ? List.of("TAG", "SEPARATOR", ",", "CASESENSITIVE")
					: List.of("NUMERIC"));
		}
		return schema;
	}

	/**
	 * Sends a command to the index, which is created and filled first if it is missing.
	 * @param arguments the arguments after the index's name, without the timeout
	 */
	CompletionStage<List<Object>> send(String command, List<String> arguments, TimeLimit limit) {
		return ready(limit).thenCompose((ready) -> complete(command, arguments, limit)).exceptionallyCompose((ex) -> {
			if (!isMissing(ex)) {
				return CompletableFuture.failedFuture(ex);
			}
			this.complete = false;
			// Of several servers, one may have it: creating it helps the others.
			return create(limit).thenCompose((created) -> ready(limit))
				.thenCompose((ready) -> complete(command, arguments, limit));
		});
	}

	/**
	 * Sends a command whose reply must be complete. The server's timeout is shorter than
	 * this side's, so that a slow server does not continue to work on a reply that is no
	 * longer awaited. By default the server then returns what it has found so far, which
	 * Redis Search 2.6 does not report: therefore a reply that takes as long as the
	 * server's timeout is rejected. The server's time begins later than this side's; the
	 * remaining twentieth allows for clocks that differ.
	 */
	private CompletionStage<List<Object>> complete(String command, List<String> arguments, TimeLimit limit) {
		long millis = Math.min(LONGEST_MS, Math.max(1, limit.step().toMillis() * 4 / 5));
		List<String> all = new ArrayList<>(arguments);
		all.addAll(List.of("TIMEOUT", Long.toString(millis), "DIALECT", "2"));
		long start = System.nanoTime();
		return sendOnce(command, all, limit).handle((reply, ex) -> {
			boolean isLate = System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis) * 19 / 20;
			if ((ex == null) ? isLate : message(ex).contains("timeout limit was reached")) {
				throw limit.failure();
			}
			return (ex == null) ? CompletableFuture.completedFuture(reply)
					: CompletableFuture.<List<Object>>failedFuture(ex);
		}).thenCompose(Function.identity());
	}

	/**
	 * Completes when the index contains every session.
	 */
	CompletionStage<Boolean> ready(TimeLimit limit) {
		boolean isInUse = this.used != 0 && System.nanoTime() - this.used < USE_NANOS;
		if (this.complete && isInUse) {
			return CompletableFuture.completedFuture(true);
		}
		return find(limit).thenCompose((found) -> isInUse ? CompletableFuture.completedFuture(true) : use(limit))
			.thenCompose((inUse) -> AsyncLoop.repeat(false, (filled) -> isFilled(limit), (filled) -> filled))
			.thenApply((filled) -> {
				this.complete = true;
				return true;
			});
	}

	/**
	 * Looks for the index before creating it, because a server that is out of memory
	 * cannot create one, but can be queried.
	 */
	private CompletionStage<Boolean> find(TimeLimit limit) {
		return sendOnce("FT.INFO", List.of(), limit).thenApply((info) -> true)
			.exceptionallyCompose(
					(ex) -> (isTemporary(ex) && !isMissing(ex)) ? CompletableFuture.failedFuture(ex) : create(limit));
	}

	private CompletionStage<Boolean> create(TimeLimit limit) {
		List<String> arguments = new ArrayList<>(List.of("ON", "HASH", "PREFIX", "1", this.commands.keyPrefix(),
				"FILTER", "exists(@created)", "SCHEMA"));
		arguments.addAll(this.schema);
		return sendOnce("FT.CREATE", arguments, limit).thenApply((reply) -> true)
			.exceptionallyCompose((ex) -> message(ex).contains("already exists")
					? CompletableFuture.completedFuture(true) : CompletableFuture.failedFuture(ex));
	}

	private CompletionStage<Boolean> isFilled(TimeLimit limit) {
		limit.check();
		return sendOnce("FT.INFO", List.of(), limit).thenCompose((reply) -> {
			Map<String, String> info = SearchReply.fields(reply);
			boolean filled = number(info.get("indexing")) == 0 && number(info.get("percent_indexed")) >= 1;
			CompletableFuture<Boolean> result = new CompletableFuture<>();
			Executor later = filled ? Runnable::run : CompletableFuture.delayedExecutor(POLL_MS, TimeUnit.MILLISECONDS);
			later.execute(() -> result.complete(filled));
			return result;
		});
	}

	private static double number(@Nullable String text) {
		Double number = (text != null) ? IndexValues.finite(text) : null;
		return (number != null) ? number : 0;
	}

	/**
	 * Records that this index is in use, and removes those that are not.
	 */
	private CompletionStage<Boolean> use(TimeLimit limit) {
		CompletionStage<?> tidied = this.commands.use(this.name).thenCompose((inUse) -> {
			this.used = System.nanoTime();
			return this.commands.send("FT._LIST", List.of()).thenCompose((all) -> {
				List<String> unused = all.stream()
					.map(Object::toString)
					.filter((other) -> other.startsWith(this.prefix) && !inUse.contains(other))
					.filter((other) -> !other.equals(this.name))
					.toList();
				return Stages.all(unused.stream().map(this::drop).toList());
			});
		});
		return limit.await(tidied).handle((dropped, ex) -> {
			if (ex != null) {
				logger.debug("Could not remove unused search indexes", ex);
			}
			return true;
		});
	}

	private CompletionStage<List<Object>> drop(String unused) {
		logger.info("Removing the search index %s, which has not been used for a day".formatted(unused));
		return this.commands.send("FT.DROPINDEX", List.of(unused));
	}

	private CompletionStage<List<Object>> sendOnce(String command, List<String> arguments, TimeLimit limit) {
		List<String> all = new ArrayList<>(List.of(this.name));
		all.addAll(arguments);
		return limit.await(this.commands.send(command, all));
	}

	private static boolean isMissing(Throwable failure) {
		String message = message(failure);
		return message.contains("no such index") || message.contains("unknown index name")
				|| message.contains("index not found") || message.contains("index was dropped");
	}

	/**
	 * Returns whether a failure is temporary and does not tell what the server supports.
	 */
	static boolean isTemporary(Throwable failure) {
		Throwable cause = Stages.cause(failure);
		return (cause instanceof SessionStoreException store && store.reason() != Reason.OTHER) || isMissing(cause)
				|| isTemporary(message(cause));
	}

	/**
	 * Returns whether the server reports a temporary condition or a partial result.
	 */
	private static boolean isTemporary(String message) {
		return message.contains("tryagain") || message.contains("not enough memory")
				|| message.contains("uninitialized cluster") || message.contains("partial result");
	}

	static String message(Throwable failure) {
		return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
	}

}
