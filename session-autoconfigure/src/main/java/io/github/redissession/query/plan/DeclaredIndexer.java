package io.github.redissession.query.plan;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import io.github.redissession.index.AttributeIndexer;
import io.github.redissession.query.IndexType;
import io.github.redissession.query.IndexedAttribute;
import io.github.redissession.spi.SessionAttributeIndexer;

/**
 * Extracts the declared values from attributes. Values that cannot be extracted are not
 * indexed, which is reported once.
 */
public final class DeclaredIndexer implements AttributeIndexer {

	/** The maximum number of values per session that are indexed under one name. */
	static final int MOST_VALUES = 256;

	private static final Log logger = LogFactory.getLog(DeclaredIndexer.class);

	private final Map<String, AttributeExtract> extracts = new HashMap<>();

	private final Set<String> reported = ConcurrentHashMap.newKeySet();

	/**
	 * Creates the indexer.
	 * @param declared the declared attributes
	 */
	public DeclaredIndexer(DeclaredAttributes declared) {
		Map<String, SessionAttributeIndexer> beans = new HashMap<>();
		declared.indexers().forEach((bean) -> beans.put(bean.attribute().name(), bean));
		for (IndexedAttribute attribute : declared.all()) {
			this.extracts.computeIfAbsent(attribute.attribute(), (name) -> new AttributeExtract())
				.add(attribute, beans.get(attribute.name()));
		}
	}

	public Set<String> attributes() {
		return this.extracts.keySet();
	}

	@Override
	public boolean isIndexed(String attribute) {
		return this.extracts.containsKey(attribute);
	}

	@Override
	public Map<String, @Nullable String> details(String attribute, @Nullable Object value) {
		AttributeExtract extract = this.extracts.get(attribute);
		if (extract == null) {
			return Map.of();
		}
		Map<String, @Nullable String> details = new HashMap<>();
		extract.values(value, this::report)
			.forEach((declared, values) -> details.put(IndexValues.detail(declared.name()), text(declared, values)));
		return details;
	}

	private @Nullable String text(IndexedAttribute declared, Collection<String> values) {
		if (values.isEmpty()) {
			return null;
		}
		if (declared.type() == IndexType.NUMERIC) {
			return number(declared, values);
		}
		Collection<String> tags = new LinkedHashSet<>(values);
		if (tags.size() > MOST_VALUES) {
			report(declared, "a session has more than " + MOST_VALUES + ", and only the first of them are indexed");
			tags = List.copyOf(tags).subList(0, MOST_VALUES);
		}
		return IndexValues.write(tags);
	}

	private @Nullable String number(IndexedAttribute declared, Collection<String> values) {
		String text = values.iterator().next();
		Double number = (values.size() == 1) ? IndexValues.finite(text) : null;
		if (number == null) {
			report(declared, (values.size() > 1) ? "there are several numbers" : "a value is not a number");
			return null;
		}
		return new BigDecimal(number.toString()).stripTrailingZeros().toPlainString();
	}

	private void report(IndexedAttribute declared, String problem) {
		if (this.reported.add(declared.name())) {
			logger.warn("Values of '%s' are missing from the index (reported once): %s".formatted(declared.name(),
					problem));
		}
	}

}
