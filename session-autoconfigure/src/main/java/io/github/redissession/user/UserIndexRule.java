package io.github.redissession.user;

import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.github.redissession.index.IndexName;
import io.github.redissession.index.IndexRule;
import io.github.redissession.spi.SessionRecord;

/**
 * Lists every session of a user under the user's name.
 */
public final class UserIndexRule implements IndexRule {

	@Override
	public Collection<IndexName> indexes(Map<String, String> details) {
		String principal = details.get(SessionRecord.PRINCIPAL);
		return (principal != null) ? List.of(IndexName.user(principal)) : List.of();
	}

}
