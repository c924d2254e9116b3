package io.github.redissession.web;

import java.io.IOException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;

/**
 * An asynchronous request with the session of its exchange, which is saved before the
 * request is completed.
 *
 * @param context the container's own
 * @param exchange the session
 * @param request the request as the application sees it
 * @param response the response as the application sees it
 */
record SessionAsyncContext(AsyncContext context, SessionExchange<?> exchange, ServletRequest request,
		ServletResponse response) implements AsyncContext {

	/**
	 * Creates the context of a request that becomes asynchronous.
	 */
	static SessionAsyncContext started(AsyncContext context, SessionExchange<?> exchange, ServletRequest request,
			ServletResponse response) {
		context.addListener(new End(exchange));
		return new SessionAsyncContext(context, exchange, request, response);
	}

	@Override
	public ServletRequest getRequest() {
		return this.request;
	}

	@Override
	public ServletResponse getResponse() {
		return this.response;
	}

	@Override
	public boolean hasOriginalRequestAndResponse() {
		return this.context.hasOriginalRequestAndResponse();
	}

	@Override
	public void dispatch() {
		this.context.dispatch();
	}

	@Override
	public void dispatch(String path) {
		this.context.dispatch(path);
	}

	@Override
	public void dispatch(ServletContext servletContext, String path) {
		this.context.dispatch(servletContext, path);
	}

	@Override
	public void complete() {
		try {
			this.exchange.save();
		}
		catch (RuntimeException ex) {
			if (!this.exchange.refuse(ex)) {
				throw ex;
			}
		}
		finally {
			this.context.complete();
		}
	}

	/**
	 * Runs a part of the application that may fail to save the session, which is saved
	 * before its response is written.
	 */
	@Override
	public void start(Runnable run) {
		this.context.start(() -> {
			try {
				run.run();
			}
			catch (RuntimeException ex) {
				if (!this.exchange.refuse(ex)) {
					throw ex;
				}
				this.context.complete();
			}
		});
	}

	@Override
	public void addListener(AsyncListener listener) {
		this.context.addListener(new Listener(listener, this), this.request, this.response);
	}

	@Override
	public void addListener(AsyncListener listener, ServletRequest servletRequest, ServletResponse servletResponse) {
		this.context.addListener(new Listener(listener, this), servletRequest, servletResponse);
	}

	@Override
	public <T extends AsyncListener> T createListener(Class<T> type) throws ServletException {
		return this.context.createListener(type);
	}

	@Override
	public void setTimeout(long timeout) {
		this.context.setTimeout(timeout);
	}

	@Override
	public long getTimeout() {
		return this.context.getTimeout();
	}

	/**
	 * Tells a listener of the application what happens to its request.
	 *
	 * @param listener the listener
	 * @param context the context that it sees
	 */
	private record Listener(AsyncListener listener, SessionAsyncContext context) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) throws IOException {
			this.listener.onComplete(of(event));
		}

		@Override
		public void onTimeout(AsyncEvent event) throws IOException {
			this.listener.onTimeout(of(event));
		}

		@Override
		public void onError(AsyncEvent event) throws IOException {
			this.listener.onError(of(event));
		}

		@Override
		public void onStartAsync(AsyncEvent event) throws IOException {
			this.listener.onStartAsync(of(event));
		}

		private AsyncEvent of(AsyncEvent event) {
			return new AsyncEvent(this.context, event.getSuppliedRequest(), event.getSuppliedResponse(),
					event.getThrowable());
		}

	}

	/**
	 * Tells the exchange that its request is over.
	 *
	 * @param exchange the exchange
	 */
	private record End(SessionExchange<?> exchange) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			this.exchange.end();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
			// The container completes the request, or dispatches it, afterwards.
		}

		@Override
		public void onError(AsyncEvent event) {
			// The same.
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

}
