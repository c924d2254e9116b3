package io.github.redissession.redis.interleaving;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.RedisWire;

/**
 * Runs combinations on a server of its own, and prints what it has run. See
 * {@code .ci/interleavings} for a run of all combinations.
 */
public final class InterleavingRun implements AutoCloseable {

	private static final Pattern VERSION = Pattern.compile("(redis|valkey)_version:(\\S+)");

	private final Path folder;

	private final RedisServer redis;

	private final RedisWire wire;

	private final List<Actor> actors;

	private long runs;

	private long faults;

	InterleavingRun() {
		try {
			this.folder = Files.createTempDirectory("interleavings-");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Path socket = this.folder.resolve("redis.sock");
		this.redis = RedisServer.start("--unixsocket", socket.toString());
		this.wire = new RedisWire(socket, Objects.requireNonNull(this.redis.password()));
		this.actors = Stream.generate(() -> new Actor(this.wire)).limit(4).toList();
	}

	/**
	 * Runs one share of all combinations of two and three operations: first one of all
	 * orders that differ by exchanges, and then, until so many orders have been run,
	 * every order of the combinations that have the fewest.
	 * @param args the number of the share, the number of shares, the number of orders to
	 * be run by all, the greatest number of orders of one combination in the first part,
	 * and the minutes after which it ends in any case
	 */
	public static void main(String[] args) {
		int share = Integer.parseInt(args[0]);
		int shares = Integer.parseInt(args[1]);
		long target = Long.parseLong(args[2]) / shares;
		long limit = Long.parseLong(args[3]);
		Duration most = Duration.ofMinutes(Long.parseLong(args[4]));
		long start = System.nanoTime();
		BooleanSupplier isLate = () -> System.nanoTime() - start > most.toNanos();
		List<Combination> all = new ArrayList<>(Combination.of(2));
		all.addAll(Combination.of(3));
		all.sort(Comparator.comparing(Combination::size));
		try (InterleavingRun run = new InterleavingRun()) {
			System.out.println("Server: " + run.version());
			Map<Combination, Tally> tallies = new LinkedHashMap<>();
			for (int i = share; i < all.size(); i += shares) {
				tallies.put(all.get(i), run.explore(all.get(i), false, (runs) -> runs == limit || isLate.getAsBoolean()));
			}
			tallies.entrySet()
				.stream()
				.filter((entry) -> entry.getValue().isComplete())
				.sorted(Comparator.comparing((entry) -> entry.getValue().orders()))
				.takeWhile((entry) -> run.runs < target && !isLate.getAsBoolean())
				.forEach((entry) -> run.explore(entry.getKey(), true, (runs) -> isLate.getAsBoolean()));
			System.out.printf("Run: %,d orders, %d of them with a fault%n", run.runs, run.faults);
			System.exit((run.faults == 0) ? 0 : 1);
		}
	}

	private String version() {
		Matcher matcher = VERSION.matcher(String.valueOf(this.redis.cli("INFO", "server")));
		String version = "?";
		while (matcher.find()) {
			version = matcher.group(1) + " " + matcher.group(2);
		}
		return version;
	}

	/**
	 * Runs a combination and prints the result.
	 * @param all whether to run every order, rather than one of those that differ by
	 * exchanges
	 * @param enough whether to stop after a number of orders
	 */
	Tally explore(Combination combination, boolean all, LongPredicate enough) {
		long start = System.nanoTime();
		Tally tally = combination.run(this.wire, this.actors, all, enough);
		this.runs += tally.runs();
		this.faults += tally.faults();
		System.out.printf("%-42s %s %,9d run for %,18d, %d with a fault%s (%.1f s)%n", combination,
				all ? "all " : "some", tally.runs(), all ? tally.runs() : tally.orders(), tally.faults(),
				tally.isComplete() ? "" : ", NOT ALL",
				(double) Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000);
		tally.faulty().forEach(System.out::println);
		return tally;
	}

	@Override
	public void close() {
		this.wire.close();
		this.redis.close();
		try {
			Files.deleteIfExists(this.folder.resolve("redis.sock"));
			Files.delete(this.folder);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
