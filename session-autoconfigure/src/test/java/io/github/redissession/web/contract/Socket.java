package io.github.redissession.web.contract;

import java.util.Objects;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;

/**
 * A WebSocket whose handshake says what is in the cart.
 */
final class Socket implements ServletContextListener {

	static final String PATH = Handlers.PATH + "/socket";

	private final Handlers handlers;

	Socket(Handlers handlers) {
		this.handlers = handlers;
	}

	@Override
	public void contextInitialized(ServletContextEvent event) {
		ServerContainer container = (ServerContainer) Objects
			.requireNonNull(event.getServletContext().getAttribute(ServerContainer.class.getName()));
		try {
			container.addEndpoint(
					ServerEndpointConfig.Builder.create(Silent.class, PATH).configurator(new Handshake()).build());
		}
		catch (DeploymentException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Looks at the session. */
	private final class Handshake extends ServerEndpointConfig.Configurator {

		@Override
		public void modifyHandshake(ServerEndpointConfig endpoint, HandshakeRequest request,
				HandshakeResponse response) {
			HttpSession session = (HttpSession) request.getHttpSession();
			Object cart = (session != null) ? session.getAttribute("cart") : "no session";
			Socket.this.handlers.visit(request.getHeaders().get(Handlers.VISIT).get(0))
				.said()
				.add(String.valueOf(cart));
		}

	}

	/** Has nothing to say. */
	public static final class Silent extends Endpoint {

		@Override
		public void onOpen(Session session, EndpointConfig config) {
		}

	}

}
