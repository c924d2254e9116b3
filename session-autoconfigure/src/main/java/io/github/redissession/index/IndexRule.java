package io.github.redissession.index;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Says in which indexes a session is. The store keeps them in step with the session, in
 * the same batch of commands.
 */
public interface IndexRule {

	/**
	 * The indexes in which a session with these details is.
	 * @param details the details of a session
	 * @return the indexes, without doubles
	 */
	Collection<IndexName> indexes(Map<String, String> details);

	/**
	 * All of several rules.
	 * @param rules the rules
	 * @return a rule that says what each of them says
	 */
	static IndexRule all(Collection<IndexRule> rules) {
		return (details) -> {
			Set<IndexName> indexes = new LinkedHashSet<>();
			rules.forEach((rule) -> indexes.addAll(rule.indexes(details)));
			return indexes;
		};
	}

}
