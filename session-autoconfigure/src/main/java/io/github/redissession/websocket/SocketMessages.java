package io.github.redissession.websocket;

import java.time.InstantSource;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.messaging.support.InterceptableChannel;

/**
 * Saves the session after each message to a message broker, when a handler has returned.
 *
 * @param prolongs whether a message is an access
 */
public record SocketMessages(boolean prolongs) implements BeanPostProcessor, ExecutorChannelInterceptor {

	private static final String INBOUND = "clientInboundChannel";

	/** Not among them: heartbeats, and what the broker itself sends. */
	private static final Set<SimpMessageType> ACCESSES = Set.of(SimpMessageType.CONNECT, SimpMessageType.MESSAGE,
			SimpMessageType.SUBSCRIBE, SimpMessageType.UNSUBSCRIBE);

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (INBOUND.equals(name) && bean instanceof InterceptableChannel channel) {
			channel.addInterceptor(this);
		}
		return bean;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
			@Nullable Exception ex) {
		SocketSession socket = SocketSession.in(SimpMessageHeaderAccessor.getSessionAttributes(message.getHeaders()));
		if (socket != null) {
			SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
			boolean access = this.prolongs && type != null && ACCESSES.contains(type);
			socket.save(access ? InstantSource.system().instant() : null);
		}
	}

}
