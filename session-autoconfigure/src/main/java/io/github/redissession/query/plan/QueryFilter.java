package io.github.redissession.query.plan;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import io.github.redissession.query.IndexType;
import io.github.redissession.query.SessionQuery;
import io.github.redissession.spi.SessionRecord;

/**
 * Prepares queries, and decides whether a session matches one. A prepared query is flat
 * and has values and names of users in the form in which they are stored: values as
 * {@link ValueText}s, names possibly as hashes.
 */
public final class QueryFilter {

	private QueryFilter() {
	}

	/**
	 * Prepares a query.
	 * @param query the query of an application
	 * @param declared the declared attributes
	 * @param storedName maps the name of a user to the stored one
	 * @return the prepared query
	 * @throws io.github.redissession.query.SessionQueryException if the query names an
	 * undeclared attribute
	 */
	public static SessionQuery prepare(SessionQuery query, DeclaredAttributes declared,
			UnaryOperator<String> storedName) {
		if (query instanceof SessionQuery.Tag tag) {
			declared.get(tag.name(), IndexType.TAG);
			return new SessionQuery.Tag(tag.name(), tag.values().stream().map(ValueText::encode).toList());
		}
		if (query instanceof SessionQuery.Range range) {
			declared.get(range.name(), IndexType.NUMERIC);
		}
		if (query instanceof SessionQuery.Principal principal) {
			return new SessionQuery.Principal(storedName.apply(principal.name()));
		}
		if (query instanceof SessionQuery.Not not) {
			return new SessionQuery.Not(prepare(not.other(), declared, storedName));
		}
		if (query instanceof SessionQuery.And and) {
			return and(and.all().stream().map((one) -> prepare(one, declared, storedName)));
		}
		if (query instanceof SessionQuery.Or or) {
			return or(or.any().stream().map((one) -> prepare(one, declared, storedName)));
		}
		return query;
	}

	private static SessionQuery and(Stream<SessionQuery> queries) {
		List<SessionQuery> all = queries
			.flatMap((one) -> (one instanceof SessionQuery.And and) ? and.all().stream() : Stream.of(one))
			.filter((one) -> !(one instanceof SessionQuery.All))
			.distinct()
			.toList();
		return all.isEmpty() ? SessionQuery.all() : (all.size() == 1) ? all.get(0) : new SessionQuery.And(all);
	}

	private static SessionQuery or(Stream<SessionQuery> queries) {
		List<SessionQuery> any = queries
			.flatMap((one) -> (one instanceof SessionQuery.Or or) ? or.any().stream() : Stream.of(one))
			.distinct()
			.toList();
		return any.contains(SessionQuery.all()) ? SessionQuery.all()
				: (any.size() == 1) ? any.get(0) : new SessionQuery.Or(any);
	}

	/**
	 * Returns whether a session matches a prepared query.
	 */
	public static boolean matches(SessionQuery query, SessionRecord session) {
		if (query instanceof SessionQuery.Tag tag) {
			Collection<String> own = IndexValues.tags(session.details(), tag.name());
			return tag.values().stream().anyMatch(own::contains);
		}
		if (query instanceof SessionQuery.Range range) {
			Double number = IndexValues.number(session.details(), range.name());
			return number != null && range.min() <= number && number <= range.max();
		}
		if (query instanceof SessionQuery.Principal principal) {
			return principal.name().equals(session.principal());
		}
		if (query instanceof SessionQuery.Time time) {
			return matches(time, session);
		}
		if (query instanceof SessionQuery.And and) {
			return and.all().stream().allMatch((one) -> matches(one, session));
		}
		if (query instanceof SessionQuery.Or or) {
			return or.any().stream().anyMatch((one) -> matches(one, session));
		}
		return !(query instanceof SessionQuery.Not not) || !matches(not.other(), session);
	}

	private static boolean matches(SessionQuery.Time period, SessionRecord session) {
		Instant time = switch (period.field()) {
			case CREATED -> session.created();
			case ACCESSED -> session.accessed();
			case EXPIRES -> session.expires();
		};
		return time != null && (period.from() == null || !time.isBefore(period.from()))
				&& (period.to() == null || !time.isAfter(period.to()));
	}

}
