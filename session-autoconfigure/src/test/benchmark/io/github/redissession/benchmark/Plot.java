package io.github.redissession.benchmark;

import java.util.List;
import java.util.Locale;

import io.github.redissession.benchmark.Results.Cell;

/**
 * Bars of requests per second in one picture: reading and changing at 64 threads with and
 * without a delay.
 */
final class Plot {

	private static final int WIDTH = 860;

	private static final int BAR = 18;

	private static final int LABELS = 190;

	private static final List<Operation> OPERATIONS = List.of(Operation.READ, Operation.CHANGE, Operation.LOGIN);

	private final Results results;

	private final List<PeerKind> peers;

	private final StringBuilder text = new StringBuilder();

	private int y = 10;

	Plot(Results results, Options options) {
		this.results = results;
		this.peers = options.peers();
	}

	String svg() {
		for (Operation operation : OPERATIONS) {
			for (int delay : new int[] { 0, Throughput.DELAY_MILLIS }) {
				panel(operation, delay);
			}
		}
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
				<rect width="100%%" height="100%%" fill="#ffffff"/>
				%s</svg>
				""".formatted(WIDTH, this.y + 10, this.text);
	}

	private void panel(Operation operation, int delay) {
		double most = this.peers.stream().mapToDouble((peer) -> rate(peer, operation, delay)).max().orElse(0);
		if (Double.isNaN(most)) {
			return;
		}
		this.y += 26;
		text(10, this.y, "font-weight=\"bold\" fill=\"#222222\"", "%s: requests per second, %d threads, %d ms delay"
			.formatted(operation.label(), Load.MAX_THREADS, delay));
		this.y += 8;
		for (PeerKind peer : this.peers) {
			double rate = rate(peer, operation, delay);
			double width = (WIDTH - LABELS - 90) * rate / most;
			text(LABELS - 8, this.y + 13, "text-anchor=\"end\" fill=\"#222222\"", peer.label());
			this.text.append(
					String.format(Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
							LABELS, this.y, width, BAR - 4, colour(peer)));
			text(LABELS + width + 6, this.y + 13, "fill=\"#555555\"", String.format(Locale.ROOT, "%,.0f", rate));
			this.y += BAR;
		}
	}

	private double rate(PeerKind peer, Operation operation, int delay) {
		return this.results.median(peer, operation, Load.MAX_THREADS, delay, Cell::perSecond);
	}

	private static String colour(PeerKind peer) {
		return switch (peer) {
			case OURS, OURS_LEAN, OURS_QUERY -> "#2a7f62";
			case LETTUCE -> "#999999";
			default -> "#c0693c";
		};
	}

	private void text(double x, int y, String style, String content) {
		this.text.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" %s>%s</text>%n", x, y, style, content));
	}

}
