package com.example.shop;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.security.core.Authentication;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.stereotype.Component;

/**
 * Stores the user's tenant in the session, then continues to the page that required the
 * login.
 */
@Component
final class TenantLoginHandler extends SavedRequestAwareAuthenticationSuccessHandler {

	private final Accounts accounts;

	TenantLoginHandler(Accounts accounts) {
		this.accounts = accounts;
	}

	@Override
	public void onAuthenticationSuccess(HttpServletRequest request, HttpServletResponse response,
			Authentication authentication) throws IOException, ServletException {
		request.getSession().setAttribute(Accounts.TENANT, this.accounts.tenantOf(authentication.getName()));
		super.onAuthenticationSuccess(request, response, authentication);
	}

}
