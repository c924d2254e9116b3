package io.github.redissession;

import java.util.List;

/**
 * What an index with a limit decided about one more session.
 *
 * @param admitted whether it may be
 * @param sessions the ids of the sessions that have to go if it may, of those that are in
 * its way if it may not
 */
public record Admission(boolean admitted, List<String> sessions) {

	public Admission {
		sessions = List.copyOf(sessions);
	}

}
