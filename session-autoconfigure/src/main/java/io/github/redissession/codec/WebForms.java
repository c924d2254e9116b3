package io.github.redissession.codec;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;

/**
 * Values of Spring Web, by their content; loaded only if it is on the class path.
 */
final class WebForms {

	private WebForms() {
	}

	static void addTo(List<ItemForm<?>> all) {
		ItemForm.add(all, "HttpHeaders", HttpHeaders.class, (headers) -> Collections.singletonList(content(headers)),
				(items) -> headers(ItemForm.item(items, 0, 1)));
	}

	static void addTextTo(List<TextScalar<?>> all) {
		ValueText.add(all, MediaType.class, MediaType::toString, MediaType::valueOf);
	}

	private static Map<String, List<String>> content(HttpHeaders headers) {
		Map<String, List<String>> content = new LinkedHashMap<>();
		headers.forEach((name, values) -> content.put(name, new ArrayList<>(values)));
		return content;
	}

	private static HttpHeaders headers(Map<String, List<String>> content) {
		HttpHeaders headers = new HttpHeaders();
		content.forEach(headers::put);
		return headers;
	}

}
