package io.github.redissession.web.contract;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * The only servlet and the only filter of a site: both do what the cases ask for.
 */
final class Handlers extends HttpServlet implements Filter {

	static final String PATH = "/on";

	static final String ERROR = "/error";

	static final String VISIT = "X-Visit";

	private static final long serialVersionUID = 1L;

	private final transient Map<String, Handler> handlers = new ConcurrentHashMap<>();

	private final transient Map<String, Filter> filters = new ConcurrentHashMap<>();

	private final transient Map<String, Visit> visits = new ConcurrentHashMap<>();

	private final AtomicLong number = new AtomicLong();

	/** Adds a handler and returns its path. */
	String add(Handler handler) {
		String path = "/" + this.number.incrementAndGet();
		this.handlers.put(path, handler);
		return PATH + path;
	}

	/** Adds a handler with a filter in front of it and returns their path. */
	String add(Filter filter, Handler handler) {
		String path = add(handler);
		this.filters.put(path, filter);
		return path;
	}

	/** Says what happens at an error. */
	void onError(Handler handler) {
		this.handlers.put(ERROR, handler);
	}

	/** Begins a visit and returns its name. */
	String begin() {
		String name = "v" + this.number.incrementAndGet();
		this.visits.put(name, new Visit());
		return name;
	}

	Visit visit(HttpServletRequest request) {
		return visit(request.getHeader(VISIT));
	}

	Visit visit(String name) {
		return Objects.requireNonNull(this.visits.get(name));
	}

	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		String path = (request.getDispatcherType() == DispatcherType.INCLUDE)
				? (String) request.getAttribute(RequestDispatcher.INCLUDE_PATH_INFO) : request.getPathInfo();
		visit(request).running().register();
		try {
			Objects.requireNonNull(this.handlers.get(path), path).handle(new Exchange(request, response, this));
		}
		catch (ServletException | IOException | RuntimeException ex) {
			failed(request, ex);
			throw ex;
		}
		catch (Exception | AssertionError ex) {
			failed(request, ex);
			throw new ServletException(ex);
		}
		finally {
			visit(request).running().arriveAndDeregister();
		}
	}

	private void failed(HttpServletRequest request, Throwable failure) {
		boolean onPurpose = false;
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			onPurpose |= cause instanceof OnPurpose;
		}
		if (!onPurpose) {
			visit(request).failures().add(failure);
		}
	}

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		Filter filter = this.filters.get(((HttpServletRequest) request).getRequestURI());
		if (filter != null) {
			filter.doFilter(request, response, chain);
		}
		else {
			chain.doFilter(request, response);
		}
	}

}
