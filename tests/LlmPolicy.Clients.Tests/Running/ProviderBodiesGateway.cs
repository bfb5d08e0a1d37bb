namespace LlmPolicy.Clients.Running;

/// <summary>The same gateway, whose refusals have the form of the provider's errors.</summary>
public sealed class ProviderBodiesGateway() : SampleGateway("--LlmPolicy:RefusalBodies=provider");
