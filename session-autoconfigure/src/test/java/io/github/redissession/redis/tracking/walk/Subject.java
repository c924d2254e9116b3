package io.github.redissession.redis.tracking.walk;

/**
 * A session of the walk.
 */
final class Subject {

	private final String id;

	private final History history;

	private int last = 1;

	private boolean doubtful;

	private boolean endsItself;

	Subject(String id, long now) {
		this.id = id;
		this.history = new History(now);
	}

	String id() {
		return this.id;
	}

	History history() {
		return this.history;
	}

	/**
	 * Returns the state after the last one that was asked for.
	 */
	int next() {
		return ++this.last;
	}

	/**
	 * Whether a change has no known outcome, and may still take effect.
	 */
	boolean isDoubtful() {
		return this.doubtful;
	}

	/**
	 * Whether it ends by its timeout, and so without a change that is recorded.
	 */
	boolean isShort() {
		return this.endsItself;
	}

	void endsItself() {
		this.endsItself = true;
	}

	void doubt() {
		this.doubtful = true;
	}

}
