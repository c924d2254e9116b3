package io.github.redissession.query.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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
import io.github.redissession.index.SearchCommands;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.query.plan.DeclaredAttributes;
import io.github.redissession.query.plan.IndexValues;

/**
 * The index of Redis Search for what is declared. Its name says what that is, so that
 * versions of an application with other declarations have indexes of their own side by
 * side. One that nobody has used for a day is removed by the next who makes or looks for
 * one; whoever misses it makes it again.
 */
final class SearchIndex {

	private static final Log logger = LogFactory.getLog(SearchIndex.class);

	private static final long LOOK_AGAIN_MS = 50;

	private static final long LONGEST_MS = 60_000;

	private static final long USE_AGAIN_NANOS = TimeUnit.HOURS.toNanos(1);

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
	 * Asks the index, which is made and filled before if need be.
	 * @param arguments what follows its name, but for how long the server may take
	 */
	CompletionStage<List<Object>> ask(String command, List<String> arguments, TimeLimit limit) {
		return ready(limit).thenCompose((ready) -> whole(command, arguments, limit)).exceptionallyCompose((ex) -> {
			if (!isMissing(ex)) {
				return CompletableFuture.failedFuture(ex);
			}
			this.complete = false;
			// One server of several may have it: only to make it helps those that have
			// not.
			return make(limit).thenCompose((made) -> ready(limit))
				.thenCompose((ready) -> whole(command, arguments, limit));
		});
	}

	/**
	 * Asks for an answer that is whole. A server gives up before this side does, so that
	 * one that is merely slow does not work for nobody. If it is set to, as it is by
	 * default, it answers with what it has found until then, and Redis Search 2.6 does
	 * not say so: so what takes as long as the server may take is no answer. Its time
	 * begins after this side's; the rest allows for clocks that differ.
	 */
	private CompletionStage<List<Object>> whole(String command, List<String> arguments, TimeLimit limit) {
		long millis = Math.min(LONGEST_MS, Math.max(1, limit.step().toMillis() * 4 / 5));
		List<String> all = new ArrayList<>(arguments);
		all.addAll(List.of("TIMEOUT", Long.toString(millis), "DIALECT", "2"));
		long start = System.nanoTime();
		return send(command, all, limit).handle((reply, ex) -> {
			boolean isLate = System.nanoTime() - start >= TimeUnit.MILLISECONDS.toNanos(millis) * 19 / 20;
			if ((ex == null) ? isLate : message(ex).contains("timeout limit was reached")) {
				throw limit.failure();
			}
			return (ex == null) ? CompletableFuture.completedFuture(reply)
					: CompletableFuture.<List<Object>>failedFuture(ex);
		}).thenCompose(Function.identity());
	}

	/**
	 * Completes when the index has every session.
	 */
	CompletionStage<Boolean> ready(TimeLimit limit) {
		boolean isInUse = this.used != 0 && System.nanoTime() - this.used < USE_AGAIN_NANOS;
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
	 * Looks first, because a server whose memory is full makes none, and can still be
	 * asked.
	 */
	private CompletionStage<Boolean> find(TimeLimit limit) {
		return send("FT.INFO", List.of(), limit).thenApply((info) -> true)
			.exceptionallyCompose(
					(ex) -> (passes(ex) && !isMissing(ex)) ? CompletableFuture.failedFuture(ex) : make(limit));
	}

	private CompletionStage<Boolean> make(TimeLimit limit) {
		List<String> arguments = new ArrayList<>(List.of("ON", "HASH", "PREFIX", "1", this.commands.keyPrefix(),
				"FILTER", "exists(@created)", "SCHEMA"));
		arguments.addAll(this.schema);
		return send("FT.CREATE", arguments, limit).handle((reply, ex) -> {
			if (ex == null || message(ex).contains("already exists")) {
				return CompletableFuture.completedFuture(true);
			}
			return CompletableFuture.<Boolean>failedFuture(ex);
		}).thenCompose(Function.identity());
	}

	private CompletionStage<Boolean> isFilled(TimeLimit limit) {
		limit.check();
		return send("FT.INFO", List.of(), limit).thenCompose((reply) -> {
			Map<String, String> info = SearchReply.info(reply);
			boolean filled = number(info.get("indexing")) == 0 && number(info.get("percent_indexed")) >= 1;
			CompletableFuture<Boolean> answer = new CompletableFuture<>();
			Executor later = filled ? Runnable::run
					: CompletableFuture.delayedExecutor(LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
			later.execute(() -> answer.complete(filled));
			return answer;
		});
	}

	private static double number(@Nullable String text) {
		Double number = (text != null) ? IndexValues.finite(text) : null;
		return (number != null) ? number : 0;
	}

	/**
	 * Takes note that this index is in use, and removes those that are not.
	 */
	private CompletionStage<Boolean> use(TimeLimit limit) {
		CompletionStage<Boolean> tidied = this.commands.use(this.name).thenCompose((inUse) -> {
			this.used = System.nanoTime();
			return this.commands.send("FT._LIST", List.of()).thenCompose((all) -> {
				CompletionStage<Boolean> done = CompletableFuture.completedStage(true);
				for (Object one : all) {
					String other = one.toString();
					if (other.startsWith(this.prefix) && !inUse.contains(other) && !other.equals(this.name)) {
						logger.info("The search index %s is removed, because nobody has used it for a day"
							.formatted(other));
						done = done.thenCombine(this.commands.send("FT.DROPINDEX", List.of(other)),
								(before, dropped) -> true);
					}
				}
				return done;
			});
		});
		return limit.await(tidied).exceptionally((ex) -> {
			logger.debug("Search indexes that nobody uses could not be removed", ex);
			return true;
		});
	}

	private CompletionStage<List<Object>> send(String command, List<String> arguments, TimeLimit limit) {
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
	 * Whether a failure says nothing about what the server can do.
	 */
	static boolean passes(Throwable failure) {
		Throwable cause = (failure instanceof CompletionException && failure.getCause() != null) ? failure.getCause()
				: failure;
		return cause instanceof SessionStoreException store && store.reason() != Reason.OTHER || isMissing(cause)
				|| isPassing(message(cause));
	}

	/**
	 * Whether the server says that it cannot answer just now, or not all of it.
	 */
	private static boolean isPassing(String message) {
		return message.contains("tryagain") || message.contains("not enough memory")
				|| message.contains("uninitialized cluster") || message.contains("answered in part");
	}

	static String message(Throwable failure) {
		return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
	}

}
