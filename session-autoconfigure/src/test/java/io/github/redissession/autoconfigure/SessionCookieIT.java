package io.github.redissession.autoconfigure;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import jakarta.servlet.http.HttpSession;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import jakarta.servlet.http.HttpSessionEvent;
import jakarta.servlet.http.HttpSessionListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import io.github.redissession.SessionToken;
import io.github.redissession.StoreCircuit;
import io.github.redissession.core.StoredSessionRepository;
import io.github.redissession.testing.RedisServer;
import io.github.redissession.testing.SessionTestApplication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * When the client receives the cookie of a session, and when what a request has changed
 * is stored, however the request is served.
 */
@ExtendWith(RedisServer.Shared.class)
class SessionCookieIT {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplication(SessionTestApplication.class, Pages.class, ForwardingLogin.class).run(Stream
			.of(new String[] { "server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off",
					"redis-session.codec.allowed-packages=io.github.redissession" },
					RedisServer.shared().springProperties(), SessionTestApplication.QUIET)
			.flatMap(Arrays::stream)
			.map((property) -> "--" + property)
			.toArray(String[]::new));
	}

	@BeforeEach
	void forget() {
		application.getBean(Pages.class).told.clear();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/forward", "/forward-in-context", "/forward-wrapped", "/forward?to=/begin",
			"/forward?to=/forward", "/include?to=/begin", "/include?to=/write", "/error-page", "/empty", "/reset",
			"/large", "/close", "/start-async", "/async-dispatch", "/async-late", "/async-listener", "/begin-again" })
	void theClientReceivesTheCookieOfANewSession(String path) {
		HttpResponse<String> response = get(path);
		String cookie = onlyCookie(response);
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("apples");
		assertThat(sessionCookies(get(path, "Cookie", cookie))).allSatisfy((again) -> {
			assertThat(path).isEqualTo("/begin-again");
			assertThat(again).doesNotStartWith("SESSION=;");
		});
	}

	@Test
	void aHeadRequestReceivesItToo() {
		assertThat(sessionCookies(send(request("/forward").method("HEAD", BodyPublishers.noBody())))).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/forward?first=change", "/forward-in-context?first=change", "/change-in-include",
			"/forward?to=/change" })
	void theClientReceivesTheCookieOfANewId(String path) {
		String before = onlyCookie(get("/begin"));
		String after = onlyCookie(get(path, "Cookie", before));
		assertThat(after).isNotEqualTo(before);
		assertThat(get("/read", "Cookie", after).body()).isEqualTo("apples");
		assertThat(get("/read", "Cookie", before).body()).isEqualTo("no session");
	}

	@Test
	void aLoginThatForwardsKeepsTheUserLoggedInAndTheCart() {
		String before = onlyCookie(get("/begin"));
		HttpResponse<String> login = login("/forwarding/login", before);
		assertThat(login.statusCode()).isEqualTo(200);
		assertThat(login.body()).isEqualTo("hi");
		String after = onlyCookie(login);
		assertThat(get("/private/text", "Cookie", after).statusCode()).isEqualTo(200);
		assertThat(get("/read", "Cookie", after).body()).isEqualTo("apples");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/begin-and-end", "/begin-and-end?then=forward" })
	void aSessionThatIsNeverStoredLeavesNoCookieButTheOthersStay(String path, RedisServer redis) {
		HttpResponse<String> response = get(path);
		assertThat(response.headers().allValues("Set-Cookie")).hasSize(3).allSatisfy((cookie) -> {
			assertThat(cookie).startsWith("other");
		});
		assertThat(redis.lastingKeys()).isEmpty();
	}

	@Test
	void anEndedSessionIsReplacedByOneCookie() {
		String before = onlyCookie(get("/begin"));
		String after = onlyCookie(get("/begin-again", "Cookie", before));
		assertThat(after).isNotEqualTo(before);
		assertThat(get("/read", "Cookie", after).body()).isEqualTo("apples");
		assertThat(get("/read", "Cookie", before).body()).isEqualTo("no session");
	}

	@Test
	void aSessionThatWasEndedBeforeAForwardIsForgottenByTheClient() {
		String before = onlyCookie(get("/begin"));
		assertThat(sessionCookies(get("/forward?first=end", "Cookie", before))).singleElement()
			.asString()
			.startsWith("SESSION=.node7;")
			.contains("Max-Age=0");
	}

	@Test
	void anIdThatTheClientCannotLearnIsNotChanged() {
		String cookie = onlyCookie(get("/begin"));
		HttpResponse<String> response = get("/change-late", "Cookie", cookie);
		assertThat(response.body()).isEqualTo("sent, IllegalStateException");
		assertThat(sessionCookies(response)).isEmpty();
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("apples");
	}

	@Test
	void aSessionIsUsedOutsideOfARequest() {
		String cookie = onlyCookie(get("/begin"));
		get("/accessor", "Cookie", cookie);
		HttpSession.Accessor accessor = Objects.requireNonNull(application.getBean(Pages.class).accessor);
		accessor.access((session) -> session.setAttribute("value", session.getAttribute("value") + " and pears"));
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("apples and pears");
		accessor.access(HttpSession::invalidate);
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("no session");
		assertThatIllegalStateException().isThrownBy(() -> accessor.access(HttpSession::getId));
	}

	@Test
	void theRequestOfAnAsynchronousContextHasTheSession() {
		String cookie = onlyCookie(get("/begin"));
		assertThat(get("/start-async?value=pears", "Cookie", cookie).body()).isEqualTo("true true apples");
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("pears");
		assertThat(get("/async-dispatch?value=plums", "Cookie", cookie).body()).isEqualTo("/async-dispatch");
		assertThat(get("/read", "Cookie", cookie).body()).isEqualTo("plums");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/set-late", "/set-late?async=true" })
	void whatIsSetAfterTheResponseWasSentIsStoredBeforeTheRequestEnds(String path) throws Exception {
		HttpResponse<String> begun = get("/begin");
		CompletableFuture<HttpResponse<String>> late = CLIENT
			.sendAsync(request(path).header("Cookie", onlyCookie(begun)).build(), BodyHandlers.ofString());
		Pages pages = application.getBean(Pages.class);
		String id = pages.late.exchange("", 10, TimeUnit.SECONDS);
		StoredSessionRepository elsewhere = application.getBean(StoredSessionRepository.class);
		try {
			assertThat(elsewhere.findById(id).<Object>getAttribute("value")).isEqualTo("late");
			assertThat(elsewhere.findById(id).<Object>getAttribute("removed")).isNull();
		}
		finally {
			pages.late.exchange("", 10, TimeUnit.SECONDS);
		}
		assertThat(late.join().body()).isEqualTo("sent, stored");
	}

	@Test
	void theRouteToAnotherNodeIsReplacedByTheOwnOne() {
		String cookie = onlyCookie(get("/begin"));
		assertThat(cookie).matches("SESSION=[\\w-]{43}\\.node7");
		String token = cookie.substring(0, cookie.indexOf('.'));
		for (String elsewhere : List.of(token + ".node9", token + ".node7.node9")) {
			HttpResponse<String> response = get("/read", "Cookie", elsewhere);
			assertThat(response.body()).isEqualTo("apples");
			assertThat(onlyCookie(response)).isEqualTo(cookie);
		}
		assertThat(sessionCookies(get("/forward?to=/target&first=read", "Cookie", token + ".node9"))).hasSize(1);
		for (String known : List.of(cookie, token, token + ".node9; " + cookie)) {
			assertThat(get("/read", "Cookie", known).body()).isEqualTo("apples");
		}
		assertThat(sessionCookies(get("/read", "Cookie", cookie))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/begin", "/forward", "/begin-again", "/read", "/forwarding/requested", "/begin-and-end" })
	void aLateRequestLeavesTheCookieOfTheLoginAlone(String path, RedisServer redis) {
		String before = onlyCookie(get("/begin"));
		String after = onlyCookie(get("/forward?first=change", "Cookie", before));
		HttpResponse<String> late = get(path, "Cookie", before);
		assertThat(late.statusCode()).as("not sent to where expired sessions lead").isEqualTo(200);
		assertThat(sessionCookies(late)).isEmpty();
		assertThat(redis.sessions()).as("a session that nobody could use").hasSize(1);
		assertThat(get("/read", "Cookie", after).body()).isEqualTo("apples");
	}

	@Test
	void aLateRequestMayLogInAgain() {
		String before = onlyCookie(get("/begin"));
		login("/login", before);
		String again = onlyCookie(login("/login", before));
		assertThat(get("/private/text", "Cookie", again).statusCode()).isEqualTo(200);
		String forwarded = onlyCookie(login("/forwarding/login", before));
		assertThat(get("/private/text", "Cookie", forwarded).statusCode()).isEqualTo(200);
	}

	@Test
	void duringAnOutageNoSessionIsSaidToHaveExpired() {
		String stale = "SESSION=" + SessionToken.random().value();
		assertThat(get("/forwarding/requested", "Cookie", stale).statusCode()).isEqualTo(302);
		assertThat(get("/requested", "Cookie", stale).body()).isEqualTo("true false true");
		StoreCircuit circuit = application.getBean(StoreCircuit.class);
		circuit.drill(Duration.ofSeconds(30));
		try {
			HttpResponse<String> response = get("/forwarding/requested", "Cookie", stale);
			assertThat(response.body()).isEqualTo("false false false");
			assertThat(sessionCookies(response)).isEmpty();
			for (String path : List.of("/begin", "/forward", "/include?to=/begin")) {
				assertThat(sessionCookies(get(path))).as(path).isEmpty();
			}
		}
		finally {
			circuit.drill(Duration.ZERO);
		}
		await().until(() -> circuit.state() == StoreCircuit.State.CLOSED);
	}

	@Test
	void whatAListenerSetsInANewSessionIsThereAtOnceAndLater() {
		HttpResponse<String> begun = get("/tenant");
		assertThat(begun.body()).isEqualTo("north");
		assertThat(get("/read?name=tenant", "Cookie", onlyCookie(begun)).body()).isEqualTo("north");
		Pages pages = application.getBean(Pages.class);
		assertThat(pages.told).containsExactly("created " + pages.id);
	}

	@Test
	void aSessionThatWasNeverStoredIsSaidToBeDestroyed() {
		get("/begin-and-end");
		assertThat(application.getBean(Pages.class).told).hasSize(2).first().asString().startsWith("created ");
		assertThat(application.getBean(Pages.class).told.get(1)).startsWith("destroyed ").endsWith(" north");
	}

	@Test
	void aValueIsToldWhenItIsBoundAndUnbound() {
		Bound.TOLD.clear();
		String cookie = onlyCookie(get("/bind?name=one"));
		get("/bind?name=two", "Cookie", cookie);
		get("/unbind", "Cookie", cookie);
		get("/bind?name=three", "Cookie", cookie);
		get("/forward?first=end", "Cookie", cookie);
		assertThat(Bound.TOLD).containsExactly("bound one", "bound two", "unbound one", "unbound two", "bound three",
				"unbound three apples");
	}

	private static HttpResponse<String> login(String path, String cookie) {
		return send(request(path).header("Cookie", cookie)
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=alice&password=password")));
	}

	private static HttpResponse<String> get(String path, String... headers) {
		HttpRequest.Builder request = request(path);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	private static HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(SessionTestApplication.uri(application, path));
	}

	private static HttpResponse<String> send(HttpRequest.Builder request) {
		return CLIENT.sendAsync(request.build(), BodyHandlers.ofString()).join();
	}

	private static List<String> sessionCookies(HttpResponse<String> response) {
		return response.headers()
			.allValues("Set-Cookie")
			.stream()
			.filter((header) -> header.startsWith("SESSION="))
			.toList();
	}

	private static String onlyCookie(HttpResponse<String> response) {
		assertThat(sessionCookies(response)).hasSize(1);
		return sessionCookies(response).get(0).split(";", 2)[0];
	}

	/**
	 * A login that forwards.
	 */
	@Configuration(proxyBeanMethods = false)
	static class ForwardingLogin {

		@Bean
		@Order(1)
		SecurityFilterChain forwarding(HttpSecurity http) {
			return http.securityMatcher("/forwarding/**")
				.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.formLogin((login) -> login.loginProcessingUrl("/forwarding/login").successForwardUrl("/target"))
				.sessionManagement((sessions) -> sessions.invalidSessionUrl("/expired"))
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		CookieSerializer serializer() {
			DefaultCookieSerializer serializer = new DefaultCookieSerializer();
			serializer.setUseBase64Encoding(false);
			serializer.setJvmRoute("node7");
			return serializer;
		}

	}

	/**
	 * Ways to serve a request.
	 */
	@RestController
	static class Pages implements HttpSessionListener {

		final List<String> told = new CopyOnWriteArrayList<>();

		String id = "";

		HttpSession.@Nullable Accessor accessor;

		@Override
		public void sessionCreated(HttpSessionEvent event) {
			event.getSession().setAttribute("tenant", "north");
			this.told.add("created " + event.getSession().getId());
		}

		@Override
		public void sessionDestroyed(HttpSessionEvent event) {
			this.told.add("destroyed " + event.getSession().getId() + " " + event.getSession().getAttribute("tenant"));
		}

		@GetMapping("/tenant")
		String tenant(HttpSession session) {
			this.id = session.getId();
			return String.valueOf(session.getAttribute("tenant"));
		}

		@GetMapping("/accessor")
		void accessor(HttpSession session) {
			this.accessor = session.getAccessor();
		}

		@GetMapping("/bind")
		void bind(HttpSession session, @RequestParam String name) {
			session.setAttribute("value", "apples");
			session.setAttribute("bound", new Bound(name));
		}

		@GetMapping("/unbind")
		void unbind(HttpSession session) {
			session.removeAttribute("bound");
		}

		final Exchanger<String> late = new Exchanger<>();

		@RequestMapping("/target")
		void target(HttpServletResponse response) throws IOException {
			response.getWriter().write("hi");
		}

		@RequestMapping("/begin")
		void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("value", "apples");
			response.getWriter().write("begun");
		}

		@RequestMapping("/write")
		void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().write("first the body");
			request.getSession().setAttribute("value", "apples");
		}

		@GetMapping({ "/requested", "/forwarding/requested" })
		String requested(HttpServletRequest request) {
			return (request.getRequestedSessionId() != null) + " " + request.isRequestedSessionIdValid() + " "
					+ request.isRequestedSessionIdFromCookie();
		}

		@RequestMapping("/change")
		void change(HttpServletRequest request) {
			request.changeSessionId();
		}

		private void first(String first, HttpServletRequest request) {
			switch (first) {
				case "change" -> request.changeSessionId();
				case "read" -> request.getSession(false);
				case "end" -> request.getSession().invalidate();
				default -> request.getSession().setAttribute("value", "apples");
			}
		}

		@RequestMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(defaultValue = "/target") String to, @RequestParam(defaultValue = "begin") String first)
				throws Exception {
			boolean again = to.equals("/forward") && request.getAttribute("again") == null;
			request.setAttribute("again", true);
			if (!to.equals("/begin")) {
				first(first, request);
			}
			request.getRequestDispatcher(again || !to.equals("/forward") ? to : "/target").forward(request, response);
		}

		@GetMapping("/forward-in-context")
		void forwardInContext(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(defaultValue = "begin") String first) throws Exception {
			first(first, request);
			request.getServletContext().getRequestDispatcher("/target").forward(request, response);
		}

		@GetMapping("/forward-wrapped")
		void forwardWrapped(HttpServletRequest request, HttpServletResponse response) throws Exception {
			HttpServletRequest wrapped = new HttpServletRequestWrapper(request);
			wrapped.getSession().setAttribute("value", "apples");
			request.getRequestDispatcher("/target").forward(wrapped, new HttpServletResponseWrapper(response));
		}

		@GetMapping("/include")
		void include(HttpServletRequest request, HttpServletResponse response, @RequestParam String to)
				throws Exception {
			request.getRequestDispatcher(to).include(request, response);
			response.getWriter().write(", included");
		}

		@GetMapping("/change-in-include")
		void changeInInclude(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/change").include(request, response);
		}

		@GetMapping("/error-page")
		void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("value", "apples");
			response.sendError(409);
		}

		@GetMapping(path = "/empty", produces = MediaType.TEXT_PLAIN_VALUE)
		String empty(HttpSession session) {
			session.setAttribute("value", "apples");
			return "";
		}

		@GetMapping("/reset")
		void reset(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("value", "apples");
			response.reset();
			response.getWriter().write("after the reset");
		}

		@GetMapping("/large")
		void large(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("value", "apples");
			for (int i = 0; i < 10_000; i++) {
				response.getWriter().println("\u20ac");
			}
		}

		@GetMapping("/close")
		void close(HttpServletRequest request, HttpServletResponse response) throws IOException {
			request.getSession().setAttribute("value", "apples");
			response.getOutputStream().close();
		}

		@GetMapping("/begin-and-end")
		void beginAndEnd(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(defaultValue = "") String then) throws Exception {
			response.addCookie(new Cookie("other", "1"));
			response.addHeader("Set-Cookie", "other2=2");
			request.getSession().setAttribute("value", "apples");
			response.addHeader("Set-Cookie", "other3=3");
			request.getSession().invalidate();
			if (then.equals("forward")) {
				request.getRequestDispatcher("/target").forward(request, response);
			}
		}

		@GetMapping("/begin-again")
		void beginAgain(HttpServletRequest request) {
			request.getSession().invalidate();
			request.getSession().setAttribute("value", "apples");
		}

		@GetMapping("/change-late")
		void changeLate(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.getWriter().write("sent, ");
			response.flushBuffer();
			try {
				request.changeSessionId();
			}
			catch (IllegalStateException ex) {
				response.getWriter().write(ex.getClass().getSimpleName());
			}
		}

		@GetMapping("/start-async")
		void async(HttpServletRequest request, @RequestParam(defaultValue = "apples") String value) {
			AsyncContext context = request.startAsync();
			context.start(() -> {
				HttpServletRequest inner = (HttpServletRequest) context.getRequest();
				HttpSession session = inner.getSession();
				answer(context, inner.getAsyncContext().hasOriginalRequestAndResponse() + " "
						+ (inner.getAsyncContext().getRequest() == inner) + " " + session.getAttribute("value"));
				session.setAttribute("value", value);
				context.complete();
			});
		}

		@GetMapping("/async-late")
		void asyncLate(HttpServletRequest request, HttpServletResponse response) {
			HttpSession session = request.getSession();
			AsyncContext context = request.startAsync(request, response);
			context.start(() -> {
				session.setAttribute("value", "apples");
				context.complete();
			});
		}

		@GetMapping("/async-dispatch")
		void asyncDispatch(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(defaultValue = "apples") String value) throws Exception {
			if (request.getAttribute("started") == null) {
				request.setAttribute("started", true);
				request.startAsync().dispatch();
				return;
			}
			request.getSession().setAttribute("value", value);
			response.getWriter().write(request.getRequestURI());
		}

		@GetMapping("/async-listener")
		void asyncListener(HttpServletRequest request) {
			AsyncContext context = request.startAsync();
			request.getSession();
			context.setTimeout(10);
			context.addListener(new OnTimeout());
		}

		@GetMapping("/set-late")
		void setLate(HttpServletRequest request, HttpServletResponse response,
				@RequestParam(defaultValue = "false") boolean async) throws IOException {
			HttpSession session = request.getSession();
			session.setAttribute("removed", "early");
			response.getWriter().write("sent, ");
			response.flushBuffer();
			if (async) {
				AsyncContext context = request.startAsync();
				context.start(() -> {
					answer(context, setLate(session));
					context.complete();
				});
			}
			else {
				response.getWriter().write(setLate(session));
			}
		}

		private String setLate(HttpSession session) {
			session.setAttribute("value", "late");
			session.removeAttribute("removed");
			try {
				this.late.exchange(session.getId(), 10, TimeUnit.SECONDS);
				this.late.exchange("", 10, TimeUnit.SECONDS);
				return "stored";
			}
			catch (Exception ex) {
				return ex.toString();
			}
		}

		private static void answer(AsyncContext context, String text) {
			try {
				context.getResponse().getWriter().write(text);
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

	/**
	 * A value that listens.
	 */
	record Bound(String name) implements HttpSessionBindingListener {

		static final List<String> TOLD = new CopyOnWriteArrayList<>();

		@Override
		public void valueBound(HttpSessionBindingEvent event) {
			TOLD.add("bound " + this.name);
		}

		@Override
		public void valueUnbound(HttpSessionBindingEvent event) {
			Object value = event.getSession().getAttribute("bound");
			TOLD.add("unbound " + this.name + ((value != null && ((Bound) value).name.equals(this.name))
					? " " + event.getSession().getAttribute("value") : ""));
		}

	}

	/**
	 * Completes a request whose time is over.
	 */
	private static final class OnTimeout implements AsyncListener {

		@Override
		public void onTimeout(AsyncEvent event) {
			HttpServletRequest request = (HttpServletRequest) event.getAsyncContext().getRequest();
			request.getSession(false).setAttribute("value", "apples");
			event.getAsyncContext().complete();
		}

		@Override
		public void onComplete(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
		}

	}

}
