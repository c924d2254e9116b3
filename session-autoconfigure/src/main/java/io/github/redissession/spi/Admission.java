package io.github.redissession.spi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an index with a limit decided about one more session.
 *
 * @param admitted whether it may be
 * @param id the id for which it has a place then
 * @param sessions the ids of the sessions that have to go if it may, of those that are in
 * its way if it may not
 */
public record Admission(boolean admitted, String id, List<String> sessions) {

	public Admission {
		sessions = List.copyOf(sessions);
	}

	/**
	 * This decision together with an earlier one about the same login.
	 * @param earlier the earlier decision
	 * @return this decision with the sessions of both
	 */
	public Admission after(Admission earlier) {
		Set<String> all = new LinkedHashSet<>(earlier.sessions);
		all.addAll(this.sessions);
		return new Admission(this.admitted, this.id, List.copyOf(all));
	}

}
