package io.github.redissession.web;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import io.github.redissession.StoredSession;
import io.github.redissession.core.SessionRequest;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.core.TimeBudget;
import io.github.redissession.index.SessionLookup;
import io.github.redissession.spi.ExpiryTerms;
import io.github.redissession.spi.InMemorySessionStore;
import io.github.redissession.spi.RequestPolicy;
import io.github.redissession.spi.SaveResult;
import io.github.redissession.spi.SessionDelta;
import io.github.redissession.spi.SessionStoreLayer;
import io.github.redissession.testing.StringCodec;
import io.github.redissession.testing.TestSettings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What the filter tells of a request, and to whom.
 */
class StoredSessionFilterTests {

	private final List<String> asked = new ArrayList<>();

	private final List<SessionDelta> saved = new ArrayList<>();

	private final StoredSessionFilter<StoredSession> filter = new StoredSessionFilter<>(
			new StoredSessionRepository(new ListeningStore(), SessionLookup.NONE,
					TestSettings.of(new StringCodec(),
							(principal) -> new ExpiryTerms(Duration.ofMinutes(1), ExpiryTerms.NEVER, Duration.ZERO),
							(session) -> null, InstantSource.system(), List.of()),
					TimeBudget.Budgets.of(Duration.ofSeconds(1))),
			new ListeningPolicy(), OutagePage.plain(Duration.ofSeconds(1)),
			new SessionListeners(List.of(), new ChangeListeners(List.of(), List.of())));

	@ParameterizedTest
	@CsvSource({ "'', /account, /account", "/shop, /shop/account, /account", "/shop, /shop, ''", "/shop, /shop/, /",
			"'', /%61ccount, /%61ccount", "/sh%6Fp, /sh%6Fp/account, /account",
			"/a/b, /a/b/account;x=1, /account;x=1" })
	void thePolicyIsAskedAboutThePathWithinTheApplication(String context, String uri, String path) throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", uri);
		request.setContextPath(context);
		serve(request, (servletRequest, response) -> {
		});
		assertThat(this.asked).containsExactly(path);
	}

	@Test
	void allDispatchesOfARequestShareOneMemory() throws Exception {
		MockHttpServletRequest request = new MockHttpServletRequest("GET", "/account");
		List<SessionRequest> seen = new ArrayList<>();
		serve(request, (servletRequest, response) -> seen.add(SessionRequest.current()));
		request.setRequestURI("/error");
		serve(request, (servletRequest, response) -> seen.add(SessionRequest.current()));
		assertThat(seen).hasSize(2);
		assertThat(seen.get(0)).isSameAs(seen.get(1));
		assertThat(this.asked).containsExactly("/account");
	}

	@Test
	void afterTheRequestNothingIsLeftOnTheThread() throws Exception {
		List<SessionRequest> seen = new ArrayList<>();
		serve(new MockHttpServletRequest(), (request, response) -> seen.add(SessionRequest.current()));
		assertThatExceptionOfType(ServletException.class)
			.isThrownBy(() -> serve(new MockHttpServletRequest(), (request, response) -> {
				seen.add(SessionRequest.current());
				throw new ServletException("on purpose");
			}));
		assertThat(seen).hasSize(2).doesNotContain(SessionRequest.current()).doesNotHaveDuplicates();
		assertThat(SessionRequest.current()).isNotSameAs(SessionRequest.current());
	}

	@Test
	void anotherRequestOnTheSameThreadGivesItBack() throws Exception {
		serve(new MockHttpServletRequest(), (request, response) -> {
			SessionRequest outer = SessionRequest.current();
			serve(new MockHttpServletRequest(),
					(inner, innerResponse) -> assertThat(SessionRequest.current()).isNotSameAs(outer));
			assertThat(SessionRequest.current()).isSameAs(outer);
		});
	}

	@Test
	void theSessionIsStillSavedForTheRequestWhenTheHandlerFails() {
		assertThatExceptionOfType(ServletException.class)
			.isThrownBy(() -> serve(new MockHttpServletRequest(), (request, response) -> {
				((HttpServletRequest) request).getSession().setAttribute("name", "value");
				throw new ServletException("on purpose");
			}));
		assertThat(this.saved).hasSize(1);
	}

	@Test
	void springsMockOfAResponseReceivesTheCookieAndLosesIt() throws Exception {
		MockHttpServletResponse begun = serve(new MockHttpServletRequest(),
				(request, response) -> ((HttpServletRequest) request).getSession());
		assertThat(begun.getHeaders("Set-Cookie")).singleElement().asString().startsWith("SESSION=");
		MockHttpServletResponse ended = serve(new MockHttpServletRequest(), (request, response) -> {
			((HttpServletResponse) response).addCookie(new Cookie("other", "1"));
			((HttpServletRequest) request).getSession().invalidate();
		});
		assertThat(ended.getHeaders("Set-Cookie")).singleElement().asString().startsWith("other=1");
		assertThat(this.saved).hasSize(1);
	}

	private MockHttpServletResponse serve(MockHttpServletRequest request, FilterChain chain)
			throws IOException, ServletException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.filter.doFilter(request, response, chain);
		return response;
	}

	private final class ListeningPolicy implements RequestPolicy {

		@Override
		public boolean isPassive(String path) {
			StoredSessionFilterTests.this.asked.add(path);
			return false;
		}

	}

	private final class ListeningStore extends SessionStoreLayer {

		ListeningStore() {
			super("listening", new InMemorySessionStore(InstantSource.system()));
		}

		@Override
		public CompletionStage<SaveResult> save(SessionDelta delta) {
			StoredSessionFilterTests.this.saved.add(delta);
			return CompletableFuture.completedFuture(SaveResult.SAVED);
		}

	}

}
