package io.github.redissession.spi;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The decision of an index with a limit on one more session.
 *
 * @param admitted whether the session may begin
 * @param id the id for which a place is reserved if so
 * @param sessions the ids of the sessions that must end if it may begin, or that prevent
 * it from beginning if it may not
 */
public record Admission(boolean admitted, String id, List<String> sessions) {

	public Admission {
		sessions = List.copyOf(sessions);
	}

	/**
	 * Combines this decision with an earlier one on the same login.
	 * @param earlier the earlier decision
	 * @return this decision with the sessions of both
	 */
	public Admission after(Admission earlier) {
		Set<String> all = new LinkedHashSet<>(earlier.sessions);
		all.addAll(this.sessions);
		return new Admission(this.admitted, this.id, List.copyOf(all));
	}

}
