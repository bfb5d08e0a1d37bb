using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

const string Manifest = """
    apiVersion: gateway.solo.io/v1
    kind: VirtualService
    metadata: {name: staff, namespace: default}
    spec:
      virtualHost:
        domains: ["*"]
        options:
          jwt:
            providers:
              staff:
                issuer: https://staff.example
                audiences: [staff]
                keepToken: true
                jwks: {remote: {url: 'https://staff.example/keys'}}
        routes:
          - matchers: [{prefix: /staff}]
            routeAction: {single: {upstream: {name: app, namespace: default}}}
    """;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddAuthentication().AddJwtBearer(options =>
{
    options.Authority = builder.Configuration["Authority"];
    options.RequireHttpsMetadata = false;
    options.MapInboundClaims = false;
    options.Audience = "staff";
    options.TokenValidationParameters.ValidIssuer = "https://staff.example";
    options.TokenValidationParameters.NameClaimType = "sub";
});
builder.Services.AddAuthorization();
builder.AddLlmPolicy().AddManifest(Manifest).AddOpenIdConnectKeys("staff", services =>
    services.GetRequiredService<IOptionsMonitor<JwtBearerOptions>>().Get(JwtBearerDefaults.AuthenticationScheme).ConfigurationManager);

var app = builder.Build();
app.UseLlmPolicy();
app.MapPost("/staff/both", (ClaimsPrincipal user) => user.Identity!.Name).RequireAuthorization();
app.MapPost("/staff/policy", () => "served");
app.MapPost("/bearer", (ClaimsPrincipal user) => user.Identity!.Name).DisableLlmPolicy().RequireAuthorization();
app.Run();
