package io.github.redissession.web.contract;

/**
 * What an application may expect of its sessions. Tomcat and Jetty answer for their own
 * sessions, and ours answer the same in both; {@link Deviation} lists where they do not.
 */
interface ServletSessionContract extends CreationContract, CookieContract, IdContract, DispatchContract, AsyncContract,
		AttributeContract, LifetimeContract, InvalidationContract, ListenerContract, ProtocolContract {

}
