package com.example.shop.pair;

import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One visitor in front of two instances, who does not notice that there are two.
 */
class TwoShopsIT {

	private static final Pattern INSTANCE = Pattern.compile("\"instance\">(shop-\\d)<");

	private static final Pattern CSRF_TOKEN = Pattern.compile("name=\"_csrf\" value=\"([^\"]+)\"");

	private final HttpClient visitor = HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

	@Test
	void eachRequestGoesToTheNextInstanceAndTheCartIsThere() throws Exception {
		try (TwoShops shops = TwoShops.start(0, 0, 0)) {
			add(shops.address(), "apple");
			List<String> instances = new ArrayList<>();
			for (int i = 0; i < 4; i++) {
				String cart = get(shops.address().resolve("/cart"));
				assertThat(cart).contains("Apples");
				instances.add(instance(cart));
			}
			assertThat(instances).containsExactlyInAnyOrder("shop-1", "shop-1", "shop-2", "shop-2");
			shops.closeSecond();
			for (int i = 0; i < 4; i++) {
				String cart = get(shops.address().resolve("/cart"));
				assertThat(cart).contains("Apples");
				assertThat(instance(cart)).isEqualTo("shop-1");
			}
		}
	}

	private void add(URI shop, String sku) throws Exception {
		Matcher token = CSRF_TOKEN.matcher(get(shop));
		assertThat(token.find()).isTrue();
		HttpRequest request = HttpRequest.newBuilder(shop.resolve("/cart"))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(HttpRequest.BodyPublishers.ofString("sku=" + sku + "&quantity=1&_csrf=" + token.group(1)))
			.build();
		assertThat(this.visitor.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(302);
	}

	private String get(URI address) throws IOException, InterruptedException {
		HttpResponse<String> response = this.visitor.send(HttpRequest.newBuilder(address).build(),
				BodyHandlers.ofString());
		assertThat(response.statusCode()).isEqualTo(200);
		return response.body();
	}

	private static String instance(String page) {
		Matcher instance = INSTANCE.matcher(page);
		assertThat(instance.find()).isTrue();
		return instance.group(1);
	}

}
