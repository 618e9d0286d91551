# Reads documents with the dotenv gem.
require "base64"
require "dotenv"
require "json"

asked = JSON.parse($stdin.read)
environment = ENV.to_h
answers = asked["documents"].map do |document|
  ENV.replace(environment)
  File.binwrite(".env", Base64.decode64(document))
  begin
    Dotenv.load(".env")
    value = ENV[asked["key"]]
    value.nil? ? { missing: true } : { value: value.dup.force_encoding("UTF-8").scrub }
  rescue Exception => e
    { error: e.class.name }
  end
end
puts JSON.generate(answers)
