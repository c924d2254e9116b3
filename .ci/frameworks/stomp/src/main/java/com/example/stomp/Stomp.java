package com.example.stomp;

import java.lang.reflect.Type;
import java.security.Principal;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.example.frameworks.Browser;
import com.example.frameworks.Run;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseBody;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/**
 * A chat over STOMP, for users who have logged in with a form. A logout closes the socket.
 */
@SpringBootApplication
@Controller
public class Stomp {

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(
				User.withUsername("alice").password("{noop}alice-password").roles("USER").build());
	}

	@GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
	@ResponseBody
	String who(Principal principal) {
		return principal.getName();
	}

	@MessageMapping("/hello")
	@SendToUser("/queue/replies")
	String hello(String text, Principal principal) {
		return principal.getName() + " said " + text;
	}

	/**
	 * The endpoint for sockets, with nothing but Spring's own configuration.
	 */
	@Configuration(proxyBeanMethods = false)
	@EnableWebSocketMessageBroker
	static class Sockets implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/socket");
		}

		@Override
		public void configureMessageBroker(MessageBrokerRegistry registry) {
			registry.setApplicationDestinationPrefixes("/app").enableSimpleBroker("/queue");
		}

	}

	/**
	 * A subscription to the replies.
	 */
	private static final class Replies extends StompSessionHandlerAdapter {

		private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();

		@Override
		public Type getPayloadType(StompHeaders headers) {
			return String.class;
		}

		@Override
		public void handleFrame(StompHeaders headers, Object payload) {
			this.texts.add((String) payload);
		}

		@Override
		public void handleTransportError(StompSession session, Throwable exception) {
			this.texts.add("closed");
		}

		String next() throws InterruptedException {
			return this.texts.poll(30, TimeUnit.SECONDS);
		}

	}

	private static StompSession connect(int port, Browser browser, Replies replies) throws Exception {
		WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());
		client.setMessageConverter(new StringMessageConverter());
		WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
		headers.add("Cookie", browser.cookies());
		StompSession session = client
			.connectAsync("ws://127.0.0.1:" + port + "/socket", headers, replies)
			.get(30, TimeUnit.SECONDS);
		session.subscribe("/user/queue/replies", replies);
		return session;
	}

	public static void main(String[] args) throws Exception {
		Run run = Run.alternating("stomp").start(Stomp.class);
		run.flow("a socket to each instance, and a logout", () -> {
			Browser browser = run.browser()
				.get("/login")
				.post("/login", Run.form("username", "alice", "password", "alice-password"))
				.shows("alice");
			Replies first = new Replies();
			Replies second = new Replies();
			StompSession one = connect(run.ports().get(0), browser, first);
			StompSession other = connect(run.ports().get(1), browser, second);
			for (int i = 0; i < 3; i++) {
				one.send("/app/hello", "hello " + i);
				Run.same(first.next(), "alice said hello " + i);
				other.send("/app/hello", "hello " + i);
				Run.same(second.next(), "alice said hello " + i);
				browser.get("/").shows("alice");
			}
			browser.get("/logout").post("/logout", Run.form()).isAt("/login?logout");
			Run.same(first.next(), "closed");
			Run.same(second.next(), "closed");
		});
		run.end();
	}

}
