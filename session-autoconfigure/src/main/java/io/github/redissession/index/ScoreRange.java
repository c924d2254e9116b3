package io.github.redissession.index;

/**
 * A range of scores in an index.
 *
 * @param min the lowest one
 * @param max the highest one, or "(" and the lowest one that is too high
 */
public record ScoreRange(String min, String max) {

	/** All scores. */
	public static final ScoreRange ALL = new ScoreRange("-inf", "+inf");

	/** The sessions of an index that sorts them by their end. */
	public static final ScoreRange SESSIONS = new ScoreRange("0", "+inf");

	/** The sessions with one value of an attribute, sorted by their beginning. */
	public static final ScoreRange BEGINNINGS = new ScoreRange("-inf", "(0");

	/** The number that is subtracted from a beginning in ms to get its score. */
	public static final double BEGINNING = 9e15;

	/**
	 * Returns the numbers from one to another.
	 * @param min the least one
	 * @param max the greatest one
	 * @return the range
	 */
	public static ScoreRange of(double min, double max) {
		return new ScoreRange(text(min), text(max));
	}

	private static String text(double number) {
		return Double.isInfinite(number) ? ((number > 0) ? "+inf" : "-inf") : Double.toString(number);
	}

}
