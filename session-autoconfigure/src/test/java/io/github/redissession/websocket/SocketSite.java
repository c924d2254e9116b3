package io.github.redissession.websocket;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.http.server.ServletServerHttpRequest;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.WebSocketSession;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.HandshakeInterceptor;
import org.springframework.web.socket.server.support.WebSocketHttpRequestHandler;

/**
 * Every kind of endpoint, as Spring's documentation configures them. A message is "name
 * value" and sets an attribute of the {@code HttpSession} that the handshake has kept.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
@EnableWebSocket
class SocketSite implements WebSocketMessageBrokerConfigurer, WebSocketConfigurer {

	private static final String HTTP = "http";

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.setPreserveReceiveOrder(true).addEndpoint("/stomp").addInterceptors(new KeepSession());
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.setApplicationDestinationPrefixes("/app").enableSimpleBroker("/topic");
	}

	@Override
	public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
		registry.addHandler(new Raw(), "/raw").addInterceptors(new KeepSession());
		registry.addHandler(new Raw(), "/sockjs").addInterceptors(new KeepSession()).withSockJS();
	}

	@Bean
	static SimpleUrlHandlerMapping ownMapping() {
		WebSocketHttpRequestHandler endpoint = new WebSocketHttpRequestHandler(new Raw());
		endpoint.setHandshakeInterceptors(List.of(new KeepSession()));
		return new SimpleUrlHandlerMapping(Map.of("/own", endpoint), -1);
	}

	private static String change(Map<String, Object> attributes, String text) {
		String[] words = text.split(" ", 2);
		attributes.put("last", text);
		HttpSession session = (HttpSession) attributes.get(HTTP);
		if (session == null) {
			return "no session";
		}
		if (words[0].equals("add")) {
			@SuppressWarnings("unchecked")
			List<String> list = (List<String>) session.getAttribute("list");
			list.add(words[1]);
		}
		else if (words[0].equals("end")) {
			session.invalidate();
		}
		else if (!words[0].equals("read")) {
			session.setAttribute(words[0], words[1]);
		}
		return "done " + text;
	}

	/**
	 * Keeps the session in the attributes of the socket.
	 */
	private static final class KeepSession implements HandshakeInterceptor {

		@Override
		public boolean beforeHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				Map<String, Object> attributes) {
			HttpSession session = ((ServletServerHttpRequest) request).getServletRequest().getSession(false);
			if (session != null) {
				if (session.getAttribute("list") == null) {
					session.setAttribute("list", new ArrayList<String>());
				}
				attributes.put(HTTP, session);
			}
			return true;
		}

		@Override
		public void afterHandshake(ServerHttpRequest request, ServerHttpResponse response, WebSocketHandler handler,
				@Nullable Exception exception) {
		}

	}

	/**
	 * A handler without a broker.
	 */
	private static final class Raw extends TextWebSocketHandler {

		@Override
		protected void handleTextMessage(WebSocketSession session, TextMessage message) throws Exception {
			session.sendMessage(new TextMessage(change(session.getAttributes(), message.getPayload())));
		}

	}

	/**
	 * A handler behind the broker.
	 */
	@Controller
	static class Messages {

		@MessageMapping("/change")
		@SendTo("/topic/done")
		String change(String text, SimpMessageHeaderAccessor headers) {
			return SocketSite.change(headers.getSessionAttributes(), text);
		}

	}

}
