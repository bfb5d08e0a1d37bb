var builder = WebApplication.CreateBuilder(args);
builder.AddLlmPolicy();

var app = builder.Build();
app.UseLlmPolicy();
app.MapPost("/huggingface-gloo-gw", (HttpRequest request) => request.Headers.ContainsKey("Authorization") ? "saw a token" : "saw no token");
app.MapPost("/elsewhere", () => "on no route of the policy");
app.Run();
