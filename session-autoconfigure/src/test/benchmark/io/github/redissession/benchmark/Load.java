package io.github.redissession.benchmark;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Threads that do the same thing again and again and take the time. They live as long as
 * this, so that what they allocate can be asked for afterwards.
 */
final class Load implements AutoCloseable {

	static final int MAX_THREADS = 64;

	private static final int MAX_TIMES = 100_000;

	private final ExecutorService executor = Executors.newFixedThreadPool(MAX_THREADS, (task) -> {
		Thread thread = new Thread(task, "load");
		thread.setDaemon(true);
		return thread;
	});

	private final int[][] times = new int[MAX_THREADS][MAX_TIMES];

	/**
	 * Does something for a while.
	 * @param threads how many at the same time
	 * @param most how often at most
	 * @param task does it once; {@code false} ends its thread
	 */
	Result run(int threads, Duration duration, int most, BooleanSupplier task) {
		CountDownLatch ready = new CountDownLatch(threads);
		AtomicInteger left = new AtomicInteger(most);
		List<Future<Integer>> done = new ArrayList<>();
		for (int i = 0; i < threads; i++) {
			int[] own = this.times[i];
			done.add(this.executor.submit(() -> {
				ready.countDown();
				ready.await();
				return loop(duration, left, task, own);
			}));
		}
		long start = System.nanoTime();
		int[] counts = done.stream().mapToInt(Load::get).toArray();
		return result(counts, System.nanoTime() - start);
	}

	private static int loop(Duration duration, AtomicInteger left, BooleanSupplier task, int[] own) {
		int count = 0;
		long begin = System.nanoTime();
		long end = begin + duration.toNanos();
		while (begin < end && count < MAX_TIMES && left.getAndDecrement() > 0 && task.getAsBoolean()) {
			long now = System.nanoTime();
			own[count++] = (int) Math.min(Integer.MAX_VALUE, now - begin);
			begin = now;
		}
		return count;
	}

	private Result result(int[] counts, long nanos) {
		int[] all = new int[Arrays.stream(counts).sum()];
		int position = 0;
		for (int i = 0; i < counts.length; i++) {
			System.arraycopy(this.times[i], 0, all, position, counts[i]);
			position += counts[i];
		}
		Arrays.sort(all);
		return new Result(all.length, all.length * 1e9 / nanos, at(all, 0.5), at(all, 0.99));
	}

	private static double at(int[] sorted, double quantile) {
		return (sorted.length > 0) ? sorted[(int) (quantile * (sorted.length - 1))] / 1e3 : Double.NaN;
	}

	/** Does something a number of times. */
	Result repeat(int threads, int times, Runnable task) {
		return run(threads, Duration.ofMinutes(5), times, () -> {
			task.run();
			return true;
		});
	}

	private static int get(Future<Integer> future) {
		try {
			return future.get();
		}
		catch (ExecutionException ex) {
			throw new IllegalStateException(ex.getCause());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

	/**
	 * What came out.
	 *
	 * @param count how often it was done
	 * @param perSecond how often in a second
	 * @param p50 half of the times were shorter, in microseconds
	 * @param p99 of a hundred times, 99 were shorter, in microseconds
	 */
	record Result(int count, double perSecond, double p50, double p99) {
	}

}
