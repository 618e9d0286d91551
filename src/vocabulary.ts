/**
 * The words that people write where a key belongs. No list can hold every placeholder, but what placeholders
 * say is always the same: that this is a secret, for a token, to be changed, of so many characters.
 */

const split = (words: string): readonly string[] => words.trim().split(/\s+/);

/** Words of placeholders, examples and templates; a word here is nearly free to a guesser. */
export const PLACEHOLDER_WORDS: readonly string[] = split(`
  change changeit changeme changed changes changing replace replaced replacement modify modified edit update set
  insert enter put add fill provide choose pick create generate generated generating generator required require
  requires must should need needs needed please todo fixme tbd here this that these your yours own my mine our me
  you us it is are was be been will can not never dont do does use used using only just for from with without
  into in on at as of to by or and the an a no yes any some one least most more than minimum min max maximum
  long longer length short strong secure secured securely security insecure unsafe safe strength complex unique
  random randomly value values string strings text char chars character characters letter letters digit digits
  bit bits byte bytes word words number numbers symbol symbols ascii
  secret secrets secretkey scret screct sekret key keys keystring jwt jwtkey jwtsecret jws jwk token tokens
  access refresh auth authentication authorization session sessions cookie cookies sign signed signing signature
  signatures verify verifying verification hmac hash hashed salt salted pepper cipher encrypt encryption decrypt
  password passwords passwd passphrase pass pwd credential credentials login admin administrator root user username
  guest master supersecret super mega ultra very really extra top hidden private public confidential classified
  test tests testing tester tested example examples sample samples demo demonstration dummy fake mock placeholder
  stub foo bar baz foobar qux default defaults fallback temporary temp tmp old new initial bootstrap dev develop
  developer development devel local localhost localdev stage staging prod production productive deploy deployed
  deploying deployment build built ci docker compose container env environ environment environments var vars
  variable variables config configuration setting settings app application apps api backend frontend server client
  service services web website site project company name yourname nobody share shared commit committed repository
  repo git github source code file files dotenv vault manager command shell run python perl node ruby bash openssl
  rand uuid import print export return echo hex base base64 base32 urandom urlsafe token_urlsafe token_hex
  getrandbits randombytes pwgen head fold cat null none nil undefined empty blank missing unset invalid unknown
  todo xxx xxxx abc xyz asdf qwerty blah whatever something anything everything hello world welcome letmein
  iloveyou monkey dragon hunter trustno hackme deadbeef cafebabe coffee c0ffee beef dead face feed
  hs256 hs384 hs512 rs256 sha sha256 sha512 md5 aes oauth oauth2 openid django flask fastapi express nestjs nest
  rails laravel spring boot java script javascript typescript nodejs simple simplejwt rest graphql react angular vue
  postgres postgresql mysql mongo mongodb redis sqlite database aws gcp azure arn secretsmanager ssm kms heroku
  kubernetes terraform ansible helm lookup latest version versions projects note warning important attention caution
  supersecretkey mysecretkey yoursecretkey thisisasecret notsecret notasecret topsecret donotuse tobemodified
  tobechanged remplacer changer changez changezmoi modifier cle clef secrete motdepasse ici votre mon exemple
  geheim geheimnis geheimer schluessel schlussel passwort kennwort bitte aendern andern ersetzen hier dein ihr mein
  beispiel produktion clave secreto secreta contrasena cambiar cambiame cambia reemplazar aqui ejemplo produccion
  chave segredo segreta segreto senha mudar mude altere trocar exemplo chiave cambiami sostituire esempio parola
  wachtwoord sleutel wijzig wijzigen voorbeeld hemlig nyckel losenord hemmelig nokkel salasana avain salainen haslo
  klucz tajny zmien heslo klic tajne zmenit gizli anahtar sifre degistir parol sekretnyy klyuch kunci rahasia ganti
  rahsia himitsu mima miyao kagi bimil
`);

/** Common words, names and terms, so that a passphrase or a comment is recognised as what it is. */
export const COMMON_WORDS: readonly string[] = split(`
  able about above accept according account across act action active activity actor actual actually address adult
  advance advice affair afraid after again against age agency agent ago agree ahead air airport album alert alien
  alive all allow almost alone along already also alter although always amazing amber america american among amount
  analysis anchor ancient angel anger angle angry animal ankle annual another answer ant apart apple apply approach
  april apron arch area argue arm army around arrive arrow art article artist aside ask asleep aspect asset assume
  atom attack attempt attend attic august aunt author autumn average avoid awake award aware away awesome axis baby
  back bacon bad badge bag bake balance ball banana band bank banner barn barrel basic basin basket bat bath battery
  battle beach bean bear beard beat beautiful beauty because become bed bee beer before begin behave behind being
  belief believe bell belong below belt bench benefit berlin berry beside best better between beyond bicycle big bike
  bill bird birth birthday bite bitter black blade blame blanket blast bless blind block blog blood blossom blue board
  boat body boil bold bomb bone bonus book boost border boring borrow boss boston both bottle bottom bounce bowl box
  boy brain branch brand brave bread break breakfast breath breeze brick bridge brief bright bring brisk broken bronze
  brother brown brush bubble bucket buddy budget buffalo bug bulb bull bunch bundle bunker burger burn bus business
  busy butter butterfly button buy buzz cabin cable cactus cage cake call calm camel camera camp campaign canada canal
  cancel candle candy cannot canvas canyon capital captain car carbon card care career careful carpet carry cart case
  cash castle casual catch category cattle cause cave cell center central century certain chain chair challenge chance
  channel chapter charge charlie chart chase cheap check cheese chef cherry chess chest chicken chief child children
  china chip chocolate choice church cinema circle citizen city civil claim class classic clean clear clerk clever
  click cliff climb clinic clock close closed cloth cloud clown club cluster coach coast coat cobra coconut coin cold
  collect college color colour column come comedy comfort comic common community computer concert condition conduct
  confirm connect consider contact contain content contest continue control cook cookie cool copper copy coral core
  corn corner correct cost cotton couch could count country couple course court cousin cover cow crab crack cradle
  craft crash crater crazy cream credit creek crew cricket crime crisp critic crop cross crowd crown cruise crystal
  cube culture cup current curtain curve cushion custom customer cut cute cycle dad daily damage dance danger daniel
  dark darkness dash data date daughter david dawn day days deal dear death debate debug december decide decision deep
  deer defeat defense define degree delay deliver delta demand democracy denmark depend depth derive describe desert
  design desk detail detect device devil diamond diary dice diet differ difference different difficult digital dinner
  dinosaur direct direction dirt dirty discover discuss disease dish display distance doctor document dog dollar
  dolphin domain donkey door dose double dove down dozen draft drama draw dream dress drift drill drink drive driver
  drop drum dry duck dune during dust dutch duty dwarf each eager eagle ear early earn earth easily east easter easy
  eat echo economy edge education effect effort egg eight either elbow elder electric element elephant elevator elite
  else email embark emerge emotion employ enable end ending enemy energy engine england english enjoy enough entire
  entry equal error escape essay estate eternal europe even evening event ever every everyone evidence evil exact
  exactly exam except exchange excite exercise exist exit expect expert explain express eye fabric fact factor factory
  faculty fade faint faith falcon fall false fame family famous fan fancy fantasy far farm fashion fast fat father
  fault favorite fear feature february federal feel feeling female fence festival fever few fiber fiction field fierce
  fifteen fight figure film final finally find fine finger finish fire firm first fish fit five fix flag flame flash
  flat flavor flight flip float flock floor flow flower fluid fly focus fog folder follow food foot football force
  forest forever forget fork form former forum forward found four fox fragile frame france free freedom freeze french
  fresh friday friend friendly frog front frost fruit fuel full fun funny furniture future gadget galaxy gallery game
  gamma gap garage garbage garden garlic gas gate gather gender general genius gentle george german germany get ghost
  giant gift ginger giraffe girl give glad glass global glory glove goal goat god gold golden good google gorilla
  gossip govern government grace grain grand grandma grandpa granite grape graph grass gravity gray great green grey
  grid ground group grow growth guard guess guide guitar gun guy gym habit hair half hall hammer hamster hand handle
  happen happy harbor hard harry harvest hat have hawk hazard he headset health hear heart heat heaven heavy hedgehog
  height helicopter hell helmet help her hero high hill him himself his history hit hobby hockey hold hole holiday
  home honest honey hood hope horizon horn horse hospital host hot hotel hour house how however huge human humble
  hundred hungry hunt hurry husband ice icon idea identify identity idle if image imagine impact improve inch include
  income increase indeed index india indicate industry infinite inform inside inspire install instead interest
  internet invest iron island issue italy item itself ivory jack jacket jaguar james january japan jazz jelly jewel
  job john join joke journey joy judge juice jump june july jungle junior jupiter jury justice kangaroo keep ketchup
  kettle kick kid kidney kill kind king kingdom kiss kitchen kite kitten kiwi knee knife knock know knowledge lab
  label ladder lady lake lamp land language laptop large laser last late later laugh laundry lava law lawn layer lazy
  lead leader leaf league learn leather leave lecture left leg legal legend lemon lend lens leopard less lesson let
  level liberty library license life lift light like likely lime limit line link lion liquid list listen little live
  living lizard loan lobster lock logic london lonely look loop lord lorem lose lost loud love lovely lucky lunch
  luxury machine mad magic magnet mail main major make male mammal man manage mango mango many map maple marble march
  margin marine mark market marriage mars mask mass match material math matrix matter may maybe mean measure meat
  mechanic medal media medicine medium meet melody member memory men mention menu mercury mercy merge message metal
  method mexico michael middle midnight might mild military milk million mind minor mint minute miracle mirror miss
  mission mistake mix mixture mobile model modern moment monday money monitor month moon moral morning mosquito
  mother motion motor mountain mouse mouth move movement movie much mud muffin mule music muscle museum mushroom mystery
  myth nation national native nature near necessary neck neither nephew nerve network neutral news next nice night
  nine noble noise nor normal north nose nothing notice novel november now nuclear nurse nut oak obey object obvious
  ocean october off offer office officer often oil okay olive olympic omega once onion online open opera operate
  opinion orange orbit orchard order orient other ought out outside over owner oxygen oyster page paid pain paint pair
  palace palm panda panel panic panther paper parade parent paris park parrot part party path patient patrol pattern
  pause pay payment peace peach peanut pear pearl pen pencil penguin people per perfect perhaps person pet phone photo
  phrase piano picnic picture piece pig pigeon pill pilot pink pioneer pipe pirate pizza place plain planet plant
  plastic plate play player pleasure plenty plug plus pocket poem poet point polar police policy pond pony pool poor
  popular position possible post potato pottery pound poverty power powerful practice praise predict prefer prepare
  present president press pretty prevent price pride princess prince prison private prize problem process produce
  product profit program promise proof property protect proud prove purple purpose purse push puzzle pyramid quality
  quantum quarter queen question quick quickly quiet quit quite quiz quote rabbit raccoon race radar radio rail rain
  rainbow raise rally ranch range rapid rare rate rather raven raw reach read reader ready real reality reason receive
  recent recipe record red reduce reflect reform region regret regular relax release relief rely remain remember
  remind remove render renew rent repair repeat reply report rescue result retire reveal review reward rhythm ribbon
  rice rich ride rifle right ring river road robot robust rock rocket role romance roof room rose rough round route
  royal rubber rug rule ruler runner running rural russia sad saddle sadness sail salad salmon salon salt same sand
  satellite saturday sauce save say scale scene school science scissors scorpion scout scrap screen sea search season
  seat second section see seed seek seem select self sell senate send senior sense sentence separate september series
  serious serve seven several shadow shaft shake shall shallow shape shark sharp she shed shelf sheep sheriff shield
  shift shine ship shirt shiver shock shoe shoot shop shore shoulder shout show shower shrimp shut shy sibling sick
  side siege sight silent silk silly silver similar since sing singer single sister sit six size skate sketch ski
  skill skin skirt skull sky slam sleep slender slice slide slight slim slogan slot slow small smart smile smoke
  smooth snack snake snow so soap soccer social society sock soda soft software soil solar soldier solid solution
  solve someone sometimes son song soon sorry sort soul sound soup south space spain spare sparrow speak special speed
  spell spend sphere spice spider spike spin spirit split sponsor spoon sport spot spray spread square squirrel stable
  stadium staff stage stairs stamp stand staple star start state station stay steak steal steam steel step stick still
  sting stock stomach stone stool stop store storm story stove strange strategy stream street strike student study
  stuff style subject submit subway success such sudden suffer sugar suggest suit summer sun sunday sunny sunset
  sunrise supply support sure surface surprise survey suspect sustain swallow swamp sweet swift swim swing switch
  sword system table tackle tail take talent talk tall tank tape target task taste tattoo taxi tea teach teacher team
  tech technology telephone tell ten tennis tent term texas thank thanks their them then theory there they thing think
  third thirty those though thought thousand three throw through thumb thunder thursday ticket tide tiger time tiny
  tip tired tissue title toast tobacco today toe together toilet tomato tomorrow tone tongue tonight too tool tooth
  topic tornado tortoise total touch tough tour toward tower town toy track trade traffic train transfer trap trash
  travel tray treat tree trend trial tribe trick trigger trip trophy trouble truck true truly trumpet trust truth try
  tube tuesday tulip tuna tunnel turkey turn turtle twelve twenty twice twin twist two type typical ugly umbrella
  uncle under understand undo unfair unicorn union unit united universe university unlock until unusual up upon upper
  upset urban usage useful usual valid valley van vapor vast vehicle velvet vendor venture venus verb victory video
  view village vintage violin virtual virus visa visit vital vivid vocal voice volcano volume vote voyage wage wagon
  wait walk wall wallet walnut want war warm warrior wash wasp waste watch water watermelon wave way we wealth weapon
  wear weasel weather wedding wednesday week weekend weird well west wet whale what wheat wheel when where whether
  which while whisper whistle white who whole why wide wife wild willow win wind window wine wing winner winter wire
  wisdom wise wish witness wolf woman women wonder wonderful wood wool work worker working worry worth would wrap
  wreck wrestle wrist write writer written wrong yard yeah year yellow yesterday yet young youth zebra zero zone zoo
  sixty forty fifty seventy eighty ninety hundred eleven thirteen fourteen sixteen eighteen nineteen
  alice bob carol eve alex anna maria thomas peter paul mark martin robert richard william elizabeth jennifer jessica
  ashley matthew andrew joshua brian kevin jason justin amanda melissa nicole michelle laura sarah emma oliver noah
  liam lucas mia sophia olivia isabella ava ethan mason jacob batman superman spiderman pokemon pikachu naruto yoda
  gandalf frodo hobbit skywalker starwars matrix trinity morpheus voldemort hogwarts potter hermione sherlock
  ipsum dolor amet consectetur adipiscing elit sed eiusmod tempor incididunt labore dolore magna aliqua
  linux windows ubuntu debian apple microsoft amazon facebook twitter instagram netflix youtube reddit chrome firefox
  mozilla oracle intel nvidia samsung android iphone macbook macos laptop keyboard monitor printer router modem
  header payload claim claims issuer audience expire expires expired expiration lifetime rotate rotated rotation
  protect protected protecting endpoint request response handle handler module package library framework function
  method class object array integer boolean float double parse parser encode encoded decode decoded format formats
  comment comments comma line lines remove removed delete deleted leave keep kept stored store storage save saved
  read write once twice before after ensure make sure same different differ match matches entropy bits powerful
  microservice microservices architecture gateway cluster instance tenant customer order orders payment payments shop
  store checkout invoice billing account accounts report reports analytics dashboard platform solution solutions
  trust trusted bearer stateless state provider identity federation single signon member members school student
  hospital clinic health bank banking finance trading market crypto bitcoin ethereum wallet blockchain inventory
  booking travel hotel flight restaurant recipe delivery courier fleet vehicle parking property real estate housing
  rental tenant chat message messenger mail newsletter forum blog news media video music photo gallery game games
`);

/** Numbers that people know by heart, or copy: π, e, √2, the golden ratio. */
export const FAMOUS_DIGITS: readonly string[] = [
  "3.14159265358979323846264338327950288419716939937510582097494459230781640628620899862803482534211706798",
  "2.71828182845904523536028747135266249775724709369995957496696762772407663035354759457138217852516642742",
  "1.41421356237309504880168872420969807856967187537694807317667973799073247846210703885038753432764157273",
  "1.61803398874989484820458683436563811772030917980576286213544862270526046281890244970720720418939113748",
].flatMap((digits) => [digits, digits.replace(".", "")]);
