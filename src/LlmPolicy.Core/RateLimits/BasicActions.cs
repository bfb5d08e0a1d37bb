using LlmPolicy.Exchanges;

namespace LlmPolicy.RateLimits;

/// <summary>The user that <c>extauth</c> found (<c>authorizedLimits</c>).</summary>
internal sealed class UserAction(SourcePosition position) : DescriptorAction("user_id", position)
{
    public override string Words => "the user that extauth found";

    public override string? ValueOf(Exchange exchange) => exchange.UserId;
}

/// <summary>The client's address, where no user is known (<c>anonymousLimits</c>).</summary>
internal sealed class AnonymousAction(SourcePosition position) : DescriptorAction("remote_address", position)
{
    private readonly AddressAction _address = new(position);

    public override string Words => "the address of a client of whom no user is known";

    public override string? ValueOf(Exchange exchange) => exchange.UserId is null ? _address.ValueOf(exchange) : null;
}
