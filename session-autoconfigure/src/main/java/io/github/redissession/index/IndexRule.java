package io.github.redissession.index;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides which indexes contain a session. The store updates them in the same batch of
 * commands as the session.
 */
public interface IndexRule {

	/**
	 * Returns the indexes that contain a session with these details.
	 * @param details the details of a session
	 * @return the indexes, without duplicates
	 */
	Collection<IndexName> indexes(Map<String, String> details);

	/**
	 * Combines several rules.
	 * @param rules the rules
	 * @return a rule that returns the indexes of all of them
	 */
	static IndexRule all(Collection<IndexRule> rules) {
		return (details) -> {
			Set<IndexName> indexes = new LinkedHashSet<>();
			rules.forEach((rule) -> indexes.addAll(rule.indexes(details)));
			return indexes;
		};
	}

}
